// One reservation: its life so far, its tree, and its end.

import { release } from './actions.js';
import { get, path, query } from './api.js';
import { el, id, put, reconcile } from './dom.js';
import { ENTRY_COLUMNS, entryRow } from './entries.js';
import { NAMES, RESOURCES, clock, count, duration, exact, plural, since, till } from './format.js';
import { accountsOf, levelBadge, ratio } from './holds.js';
import { amountOf, failure, reservationLink, row, table, useText } from './parts.js';

const AGAIN_MILLIS = 2000;
const ENTRIES = 1000;

export function show(root, parameters, context) {
  const name = parameters.get('id') || '';
  const marks = el('p', { class: 'marks' });
  const said = el('div', { role: 'status' });
  const buttons = el('div', { class: 'buttons' });
  const facts = el('dl', { class: 'facts' });
  const amounts = table('What it holds and uses', ['Resource', '>Held', '>Used', '>Charged', '>Returned']);
  const entries = table('Entries', ENTRY_COLUMNS);
  const noted = el('p', { class: 'note' });
  const tree = el('div', { class: 'tree' });
  const panels = el('div', { class: 'stack' },
    el('section', { class: 'panel' }, el('h2', {}, 'Life'), facts),
    el('section', { class: 'panel' }, el('h2', {}, 'Hold'), amounts.element),
    el('section', { class: 'panel' }, el('h2', {}, 'Tree'), tree),
    el('section', { class: 'panel' }, el('h2', {}, 'Entries'), noted, entries.element));
  let latest = null;
  let known = [];
  let timer = null;
  let closed = false;
  const act = (whole) => () => release(latest, whole, (answer) => {
    put(said, el('p', { class: 'done' }, whole ? `Done: ${answer.closed.length} closed.` : 'Done: it is released.'));
    ask();
  });
  const releaseOne = el('button', { type: 'button', onclick: act(false) }, 'Release…');
  const releaseAll = el('button', { type: 'button', onclick: act(true) }, 'Release with descendants…');

  async function ask() {
    clearTimeout(timer);
    try {
      const found = await get(path`/v1/reservations/${name}/tree`);
      if (closed) return;
      latest = found.reservation;
      panels.hidden = false;
      render(found);
      if (latest.sequence !== known.at(-1)?.sequence) await showEntries();
      if (said.querySelector('.failure')) put(said);
    } catch (refused) {
      put(said, failure(refused));
    }
    if (!closed) timer = setTimeout(ask, AGAIN_MILLIS);
  }

  /** Those that have come since: an entry never changes, but an expiry may be settled late. */
  async function showEntries() {
    let cursor = known.at(-1)?.sequence ?? '';
    do {
      const page = await get(path`/v1/reservations/${name}/entries` + query({ limit: ENTRIES, cursor }));
      known.push(...page.entries);
      cursor = page.nextCursor;
    } while (cursor);
    known = known.slice(-ENTRIES);
    put(noted, known[0].sequence > 1 ? `The latest ${count(known.length)} of ${count(latest.sequence)}, the latest first.` : `${plural(known.length, 'entry', 'entries')}, the latest first.`);
    reconcile(entries.body, [...known].reverse(), (each) => each.sequence, entryRow);
  }

  function render({ reservation, ancestors, descendants }) {
    const open = reservation.state === 'OPEN';
    put(marks, levelBadge(reservation), ' ', useText(ratio(reservation)), ' of the hold used');
    put(buttons, open ? releaseOne : null, open || descendants.some((each) => each.state === 'OPEN') ? releaseAll : null);
    put(facts, ...life(reservation).flatMap(([term, content]) => [el('dt', {}, term), el('dd', {}, content)]));
    const lines = RESOURCES.filter((resource) => Number(reservation.held[resource]) > 0 || Number(reservation.used[resource]) > 0);
    put(amounts.body, ...lines.map((resource) => {
      const line = row(() => [
        ['Resource', NAMES[resource], 'head'],
        ['Held', amountOf(reservation.held[resource], resource), 'number'],
        ['Used', amountOf(reservation.used[resource], resource), 'number'],
        ['Charged', reservation.closing ? amountOf(reservation.closing.charged[resource], resource) : '–', 'number'],
        ['Returned', reservation.closing ? amountOf(reservation.closing.returned[resource], resource) : '–', 'number'],
      ]);
      line.show(reservation);
      return line;
    }));
    put(tree, family(reservation, ancestors, descendants));
  }

  root.append(
    el('p', { class: 'back' }, el('a', { href: '#/reservations' }, 'Reservations')),
    el('div', { class: 'head' }, el('div', {}, el('h1', {}, el('span', { class: 'kind' }, 'reservation'), ' ', id(name)), marks), buttons), said,
    panels);
  panels.hidden = true;
  ask();
  return {
    title: name,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function life(reservation) {
  const { closing } = reservation;
  const opened = Date.parse(reservation.openedAt);
  return [
    ['Opened', [clock(reservation.openedAt), ', ', since(reservation.openedAt)]],
    ['Accounts', el('span', { class: 'path' }, accountsOf(reservation))],
    reservation.swarm ? ['Swarm', id(reservation.swarm)] : null,
    reservation.step ? ['Step', id(reservation.step)] : null,
    ['Changes so far', String(reservation.sequence)],
    ['Lease', closing ? `${duration(reservation.leaseMillis)} after each report` : [till(reservation.expiresAt), `, ${duration(reservation.leaseMillis)} after each report`]],
    closing ? ['Closed', [`${reservation.state.toLowerCase()} ${clock(closing.at)}, after ${duration(Date.parse(closing.at) - opened)}`, closing.late ? ', late' : '']] : null,
    closing ? ['Charged', exact(closing.charged.credits)] : null,
    ...Object.entries(reservation.attributes).map(([key, value]) => [id(key), id(value)]),
  ].filter((each) => each);
}

/** Those above it, itself, and those below, each indented below its parent. */
function family(reservation, ancestors, descendants) {
  const below = (parent) => descendants.filter((each) => each.parent === parent.id);
  const branch = (each) => el('li', {}, line(each, each.id === reservation.id), below(each).length ? el('ul', {}, below(each).map(branch)) : null);
  const own = branch(reservation);
  return el('ul', {}, ancestors.reduceRight((inner, each) => el('li', {}, line(each, false), el('ul', {}, inner)), own));
}

function line(each, self) {
  return el('span', { class: 'leaf', 'aria-current': self ? 'true' : null }, self ? id(each.id) : reservationLink(each.id), ' ', levelBadge(each), ' ',
    amountOf(each.used.credits), ' of ', amountOf(each.held.credits), ' credits');
}
