// One account: what it has, what it holds, what was done to it, what it was refused, and what can be done about it.

import { burndown } from './burndown.js';
import { freeze, grant, limit } from './actions.js';
import { get, path, query } from './api.js';
import { el, id, put, reconcile } from './dom.js';
import { NAMES, RESOURCES, amount, clock, exact, plural, since, till } from './format.js';
import { holdRow, HOLD_COLUMNS } from './holds.js';
import { amountOf, badge, empty, failure, row, table, tile, usageBar, useText } from './parts.js';
import { refusalRow } from './page-refusals.js';
import { spending } from './spending.js';

const AGAIN_MILLIS = 2000;
const SHOWN = 20;

export function show(root, parameters, context) {
  const account = parameters.get('id') || '';
  const name = account.slice(account.indexOf(':') + 1);
  const kind = account.slice(0, account.indexOf(':'));
  const heading = el('h1', {}, el('span', { class: 'kind' }, kind), ' ', id(name));
  const marks = el('p', { class: 'marks' });
  const said = el('div', { role: 'status' });
  const buttons = el('div', { class: 'buttons' });
  const spent = tile('Spent');
  const held = tile('Held');
  const left = tile('Left');
  const bar = usageBar();
  const resources = table('Resources', ['Resource', '>Limit', '>Grants', '>Spent', '>Held', '>Left', '>In use', '']);
  const windows = el('div', {});
  const holds = table('Open holds', HOLD_COLUMNS);
  const history = table('History', ['When', 'What', 'Resource', '>Allowance', '>Spent', 'Who and why']);
  const refusals = table('Refusals', ['When', 'Reason', 'Account', '>Needed', '>Available', 'What would have let it through']);
  const notes = { holds: el('p', { class: 'note' }), history: el('p', { class: 'note' }), refusals: el('p', { class: 'note' }) };
  const burn = burndown(account);
  const by = spending({ account });
  let latest = null;
  let sequence = null;
  let timer = null;
  let closed = false;

  const act = (action) => () => action(latest, (change) => {
    put(said, el('p', { class: 'done' }, `Done: it is entry ${change.sequence} of the account's history.`));
    ask();
  });
  const actions = {
    grant: el('button', { type: 'button', onclick: act(grant) }, 'Grant…'),
    limit: el('button', { type: 'button', onclick: act(limit) }, 'Limit…'),
    freeze: el('button', { type: 'button', onclick: act((each, done) => freeze(each, true, done)) }, 'Freeze…'),
    unfreeze: el('button', { type: 'button', onclick: act((each, done) => freeze(each, false, done)) }, 'Unfreeze…'),
  };

  function showBooks(books) {
    latest = books;
    const credits = { ...books.resources.credits, resource: 'credits' };
    const asOf = new Date().toISOString();
    spent.show(amount(credits.spent), 'credits this period', since(asOf));
    held.show(amount(credits.reserved), 'credits by open reservations', since(asOf));
    left.show(credits.available === undefined ? 'no limit' : amount(credits.available),
      books.periodEndsAt ? ['starts anew ', till(books.periodEndsAt)] : 'of credits; never starts anew', since(asOf), Number(credits.available) <= 0 ? 'bad' : '');
    bar.show(credits);
    put(marks, books.frozen ? [badge('frozen', 'cold'), ' ', id(books.frozen)] : null, books.tier ? [badge('tier', ''), ' ', id(books.tier)] : null);
    if (context.may('operate')) put(buttons, actions.grant, actions.limit, books.frozen ? actions.unfreeze : actions.freeze);
    reconcile(resources.body, RESOURCES.map((resource) => ({ ...books.resources[resource], resource })).filter(isUsed), (each) => each.resource, resourceRow);
    put(windows, books.windows.length ? windowsTable(books.windows) : null);
  }

  async function ask() {
    clearTimeout(timer);
    try {
      const books = await get(path`/v1/accounts/${account}`);
      if (closed) return;
      showBooks(books);
      if (sequence !== books.sequence) await showHistory();
      sequence = books.sequence;
      await burn.show();
      await Promise.all([context.may('use') ? showHolds() : put(notes.holds, 'This key may not look at reservations.'), showRefusals()]);
      if (said.querySelector('.failure')) put(said);
    } catch (refused) {
      put(said, failure(refused));
    }
    if (!closed) timer = setTimeout(ask, AGAIN_MILLIS);
  }

  async function showHistory() {
    const changes = [];
    let cursor = '';
    do {
      const page = await get(path`/v1/accounts/${account}/history` + query({ limit: 1000, cursor }));
      changes.push(...page.changes);
      cursor = page.nextCursor;
    } while (cursor && changes.length < 10000);
    changes.reverse();
    put(notes.history, changes.length ? `${plural(changes.length, 'change')}, the latest first${changes.length > 200 ? '; 200 are shown' : ''}` : 'Nobody has changed it.');
    history.element.hidden = changes.length === 0;
    reconcile(history.body, changes.slice(0, 200), (each) => each.sequence, changeRow);
  }

  async function showHolds() {
    const found = (await get('/v1/reservations' + query({ [kind]: name, limit: SHOWN }))).reservations;
    holds.element.hidden = found.length === 0;
    put(notes.holds, found.length === SHOWN ? el('a', { href: '#/reservations' + query({ [kind]: name }) }, 'The oldest are shown; all of them') : found.length ? '' : 'None.');
    reconcile(holds.body, found, (each) => each.id, holdRow);
  }

  async function showRefusals() {
    const found = (await get('/v1/refusals?limit=1000')).refusals.filter((each) => each.account === account);
    refusals.element.hidden = found.length === 0;
    put(notes.refusals, found.length > SHOWN ? el('a', { href: '#/refusals' + query({ account }) }, `All ${found.length}`) : found.length ? '' : 'None, as far as this process remembers.');
    reconcile(refusals.body, found.slice(0, SHOWN), (each) => each.number, refusalRow);
  }

  root.append(
    el('p', { class: 'back' }, el('a', { href: '#/accounts' }, 'Accounts')),
    el('div', { class: 'head' }, el('div', {}, heading, marks), buttons), said,
    el('div', { class: 'tiles money' }, spent.element, held.element, left.element), bar, burn.element,
    el('section', { class: 'stack' }, el('div', { class: 'head' }, el('h2', {}, 'Spending'), by.choice), by.element),
    el('section', { class: 'panel' }, el('h2', {}, 'Resources'), resources.element, windows),
    el('section', { class: 'panel' }, el('h2', {}, 'Open holds'), notes.holds, holds.element),
    el('section', { class: 'panel' }, el('h2', {}, 'Refusals'), notes.refusals, refusals.element),
    el('section', { class: 'panel' }, el('h2', {}, 'History'), notes.history, history.element));
  holds.element.hidden = true;
  refusals.element.hidden = true;
  history.element.hidden = true;
  ask();
  return {
    title: account,
    close() {
      closed = true;
      clearTimeout(timer);
      burn.close();
      by.close();
    },
  };
}

/** Credits are always shown; another resource where it has a limit, or is used. */
function isUsed(each) {
  return each.resource === 'credits' || each.limit !== undefined || Number(each.spent) > 0 || Number(each.reserved) > 0 || Number(each.grants) > 0;
}

function use(each) {
  const total = Number(each.limit) + Number(each.grants);
  return total > 0 ? (Number(each.spent) + Number(each.reserved)) / total : 1;
}

function resourceRow() {
  return row((each) => [
    ['Resource', NAMES[each.resource], 'head'],
    ['Limit', each.limit === undefined ? 'none' : [amountOf(each.limit, each.resource), each.overridden ? el('span', { class: 'note' }, ' set by hand') : null], 'number'],
    ['Grants', amountOf(each.grants, each.resource), 'number'],
    ['Spent', amountOf(each.spent, each.resource), 'number'],
    ['Held', amountOf(each.reserved, each.resource), 'number'],
    ['Left', each.available === undefined ? '–' : amountOf(each.available, each.resource), 'number'],
    ['In use', each.limit === undefined ? '–' : useText(use(each)), 'number'],
    ['', Number(each.debt) > 0 ? badge('in debt', 'bad') : ''],
  ]);
}

function windowsTable(windows) {
  const rows = table('Further limits of the tier', ['Window', '>Limit', '>Spent', '>Held', '>Left', 'Starts anew']);
  windows.forEach((each) => {
    const credits = each.resources.credits;
    const element = row(() => [
      ['Window', id(each.window), 'head'],
      ['Limit', credits.limit === undefined ? 'none' : amountOf(credits.limit), 'number'],
      ['Spent', amountOf(credits.spent), 'number'],
      ['Held', amountOf(credits.reserved), 'number'],
      ['Left', credits.available === undefined ? '–' : amountOf(credits.available), 'number'],
      ['Starts anew', each.periodEndsAt ? till(each.periodEndsAt) : 'never'],
    ]);
    element.show(each);
    rows.body.append(element);
  });
  return [el('h3', {}, 'Further limits of the tier'), rows.element];
}

const CHANGES = {
  TERMS: 'Policy', LIMIT: 'Limit', GRANT: 'Grant', ADJUSTMENT: 'Adjustment', PERIOD: 'New period', REPAIR: 'Repair', REVOCATION: 'Revocation', FROZEN: 'Frozen', UNFROZEN: 'Unfrozen', ANNOUNCEMENT: 'Announcement',
};

function changeRow() {
  return row((each) => [
    ['When', el('time', { datetime: each.at, title: exactTime(each.at) }, clock(each.at)), 'head'],
    ['What', CHANGES[each.change] || each.change],
    ['Resource', each.change.endsWith('FROZEN') ? '–' : NAMES[each.resource]],
    ['Allowance', delta(each.allowanceDelta, each.resource), 'number'],
    ['Spent', delta(each.spentDelta, each.resource), 'number'],
    ['Who and why', id(each.reason)],
  ]);
}

function exactTime(time) {
  return new Date(time).toISOString();
}

function delta(text, resource) {
  if (Number(text) === 0) return '–';
  return el('span', { class: 'amount', title: exact(text, resource) }, (Number(text) > 0 ? '+' : '') + amount(text, resource));
}
