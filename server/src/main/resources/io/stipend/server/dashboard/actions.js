// What somebody can do about it. Each change shows what it will do, wants a reason, and is confirmed before it is made.

import { changeId, path, post } from './api.js';
import { el, id, put } from './dom.js';
import { NAMES, RESOURCES, exact, units, unitsText } from './format.js';
import { allRight, checkedField, failure, field, select } from './parts.js';

const AMOUNT = /^[0-9]{1,16}([.][0-9]{1,8})?$/;
const REASON_LENGTH = 120;

/** Grants something on top of the limit. */
export function grant(account, done) {
  const amount = amountInput();
  change({
    title: 'Grant', account, done, place: 'grant', fields: [amountField('Amount', amount)], input: amount,
    body: () => ({ amount: amount.value }),
    sentence: (resource) => `Grant ${amount.value} ${NAMES[resource]}`,
    preview: (books) => ({ ...books, grants: unitsText(units(books.grants) + units(amount.value)) }),
  });
}

/** Sets the limit, removes it, or leaves it to policy again. */
export function limit(account, done) {
  const amount = amountInput();
  const kind = select([['limit', 'Set a limit'], ['unlimited', 'No limit'], ['clear', 'What policy says']], 'limit', () => {
    amount.disabled = kind.value !== 'limit';
    amount.dispatchEvent(new Event('input', { bubbles: true }));
  });
  change({
    title: 'Limit', account, done, place: 'limit', first: field('What', kind), fields: [amountField('Limit', amount)], input: amount,
    body: () => (kind.value === 'limit' ? { limit: amount.value } : { [kind.value]: true }),
    sentence: (resource) => ({ limit: `Set the limit to ${amount.value} ${NAMES[resource]}`, unlimited: `Remove the limit of ${NAMES[resource]}`, clear: `Leave the limit of ${NAMES[resource]} to policy` })[kind.value],
    preview: (books) => ({ limit: { ...books, limit: amount.value }, unlimited: { ...books, limit: undefined }, clear: null })[kind.value],
  });
}

/** Freezes an account, or unfreezes it. */
export function freeze(account, freezes, done) {
  change({
    title: freezes ? 'Freeze' : 'Unfreeze', account, done, place: freezes ? 'freeze' : 'unfreeze', fields: [], resourceless: true,
    body: () => ({}),
    sentence: () => (freezes ? 'Freeze the account: nothing new is granted, what is held can be used and settled' : 'Unfreeze the account: new budgets are granted again'),
    preview: () => null,
  });
}

/** Closes a reservation, alone or with all that descend from it: what was reported is booked, the rest returns. */
export function release(reservation, tree, done) {
  const used = reservation.used;
  dialog({
    title: tree ? 'Release with descendants' : 'Release',
    about: id(reservation.id),
    review: () => [
      el('p', { class: 'sentence' }, tree ? 'Close the reservation and all that descend from it.' : 'Close the reservation.'),
      el('p', {}, `What was reported is booked, and the rest of the hold returns. Of this one, ${exact(used.credits)} of ${exact(reservation.held.credits)} were reported.`),
      el('p', {}, 'Whoever still works on it is told that it is closed.'),
    ],
    confirm: tree ? 'Release all' : 'Release',
    reasonless: true,
    send: () => post(path`/v1/reservations/${reservation.id}` + (tree ? '/release-tree' : '/release'), {}),
    done,
  });
}

/** Takes a block back from its node: closes it and what the node served from it. */
export function takeBack(block, done) {
  const reason = el('input', { type: 'text', maxlength: REASON_LENGTH, autocomplete: 'off', 'aria-required': 'true' });
  const why = reasonField(reason, 'Say why: the service notes it with the name of your key.');
  const { held, used } = block;
  const lines = RESOURCES.filter((resource) => Number(held[resource]) > 0);
  dialog({
    title: 'Take back', about: ['Block ', id(block.id), ' of node ', id(block.node)], inputs: [why.element], fields: [why],
    valid: () => true,
    preview: () => el('table', { class: 'comparison' },
      el('thead', {}, el('tr', {}, ['', 'Held', 'Used, charged', 'Returned'].map((name) => el('th', { scope: 'col' }, name || el('span', { class: 'unseen-text' }, 'What'))))),
      el('tbody', {}, lines.map((resource) => el('tr', {}, el('th', { scope: 'row' }, NAMES[resource]),
        [held[resource], used[resource], unitsText(units(held[resource]) - units(used[resource]))].map((text) => el('td', { class: 'number' }, unitsText(units(text)))))))),
    review: () => [
      el('p', { class: 'sentence' }, 'Take the block back from node ', id(block.node), '.'),
      el('p', {}, 'What the node has reported as used is charged, and the rest returns to all. The node is told with its next call, and what it used until then is charged late. It may hold a new block two seconds later.'),
      el('p', {}, 'Reason: ', id(reason.value.trim()), '. It is noted with the name of your key.'),
    ],
    confirm: 'Take back',
    send: () => post(path`/v1/reservations/${block.id}/release-tree`, { reason: reason.value.trim() }),
    done,
  });
}

function amountInput() {
  return el('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', 'aria-required': 'true' });
}

function amountField(label, input) {
  return checkedField(label, input, (text) => (AMOUNT.test(text) ? '' : 'Give a number such as 25 or 0.5, with at most eight decimals.'));
}

function reasonField(input, missing = 'Say why: the account keeps the reason in its history.') {
  return checkedField('Reason', input, (text) => (text ? '' : missing));
}

function change({ title, account, done, place, first, fields, input, resourceless, body, sentence, preview }) {
  const resource = select(RESOURCES.map((name) => [name, NAMES[name]]), 'credits');
  const reason = el('input', { type: 'text', maxlength: REASON_LENGTH, autocomplete: 'off', 'aria-required': 'true' });
  const of = () => (resourceless ? 'credits' : resource.value);
  const books = () => account.resources[of()];
  const checked = [...fields, reasonField(reason)];
  const [why] = checked.slice(-1);
  dialog({
    title, about: id(account.account),
    inputs: [first, ...fields.map((each) => each.element), resourceless ? null : field('Resource', resource), why.element],
    fields: checked,
    valid: () => !input || input.disabled || AMOUNT.test(input.value),
    preview: () => comparison(books(), preview(books())),
    review: () => [
      el('p', { class: 'sentence' }, sentence(of()) + '.'),
      el('p', {}, 'Account ', id(account.account), '. Reason: ', id(reason.value.trim()), '. Both are kept in its history, with the name of your key.'),
      comparison(books(), preview(books())),
    ],
    confirm: title,
    send: (change) => post(path`/v1/accounts/${account.account}` + '/' + place, { id: change, reason: reason.value.trim(), ...(resourceless ? {} : { resource: resource.value }), ...body() }),
    done,
  });
}

/** What is there before and after, of one resource. */
function comparison(before, after) {
  if (!after) return null;
  const rows = [['Limit', (each) => (each.limit === undefined ? 'none' : unitsText(units(each.limit)))], ['Grants', (each) => unitsText(units(each.grants))], ['Left', (each) => left(each)]];
  return el('table', { class: 'comparison' },
    el('thead', {}, el('tr', {}, ['', 'Now', 'Then'].map((name) => el('th', { scope: 'col' }, name || el('span', { class: 'unseen-text' }, 'What'))))),
    el('tbody', {}, rows.map(([name, text]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', { class: 'number' }, text(before)), el('td', { class: 'number' }, text(after))))));
}

function left(books) {
  if (books.limit === undefined) return 'no limit';
  return unitsText(units(books.limit) + units(books.grants) - units(books.spent) - units(books.reserved));
}

/** A dialog in two steps: what to do, and whether to do it. */
function dialog({ title, about, inputs, fields, valid, preview, review, confirm, send, done, reasonless }) {
  const element = el('dialog', { 'aria-labelledby': 'dialog-title' });
  const change = changeId();
  const said = el('div', {});
  const close = () => element.close();
  element.addEventListener('close', () => element.remove());

  function ask() {
    const shown = el('div', { class: 'preview' });
    const refresh = () => { if (preview) put(shown, valid() ? preview() : null); };
    const form = el('form', { novalidate: true, oninput: refresh, onchange: refresh, onsubmit: (event) => { event.preventDefault(); if (allRight(fields)) settle(); } },
      el('h2', { id: 'dialog-title' }, title), el('p', {}, about), inputs, shown,
      el('div', { class: 'buttons' }, el('button', { type: 'button', onclick: close }, 'Cancel'), el('button', { class: 'main' }, 'Review')));
    put(element, form);
    refresh();
    form.querySelector('input:not([disabled])')?.focus();
  }

  function settle() {
    const button = el('button', { type: 'button', class: 'main', onclick: () => make(button) }, confirm);
    put(said);
    put(element, el('div', {}, el('h2', { id: 'dialog-title' }, title), reasonless ? el('p', {}, about) : null, review(), said,
      el('div', { class: 'buttons' }, el('button', { type: 'button', onclick: reasonless ? close : ask }, reasonless ? 'Cancel' : 'Back'), button)));
    button.focus();
  }

  async function make(button) {
    button.disabled = true;
    try {
      const answer = await send(change);
      close();
      done(answer);
    } catch (refused) {
      put(said, failure(refused));
      button.disabled = false;
    }
  }

  document.body.append(element);
  if (reasonless) settle();
  else ask();
  element.showModal();
}
