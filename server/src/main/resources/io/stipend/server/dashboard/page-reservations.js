// Open reservations, the oldest first, as they are now.

import { get, query } from './api.js';
import { el, put, reconcile } from './dom.js';
import { since } from './format.js';
import { HOLD_COLUMNS, holdRow } from './holds.js';
import { empty, failure, field, select, table } from './parts.js';

const ROWS = 50;
const AGAIN_MILLIS = 2000;

export function show(root, parameters) {
  const wanted = { user: parameters.get('user') || '', swarm: parameters.get('swarm') || '', pool: parameters.get('pool') || '', expired: parameters.get('expired') || '' };
  const cursors = [''];
  const said = el('div', {});
  const note = el('p', { class: 'note', role: 'status' });
  const rows = table('Open reservations', HOLD_COLUMNS);
  const nothing = empty('None is open.');
  const before = el('button', { type: 'button', onclick: () => { cursors.pop(); ask(); } }, 'Previous');
  const after = el('button', { type: 'button', onclick: () => { cursors.push(next); ask(); } }, 'Next');
  let next = null;
  let asking = null;
  let timer = null;

  function change(what) {
    Object.assign(wanted, what);
    cursors.splice(1);
    history.replaceState(null, '', '#/reservations' + query(wanted));
    ask();
  }

  async function ask() {
    clearTimeout(timer);
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      const cursor = cursors[cursors.length - 1];
      const found = await get('/v1/reservations' + query({ ...wanted, limit: ROWS, cursor }), mine.signal);
      if (mine.signal.aborted) return;
      put(said);
      next = found.nextCursor;
      put(note, 'The oldest first, as of ', since(new Date().toISOString()));
      nothing.hidden = found.reservations.length > 0;
      rows.element.hidden = found.reservations.length === 0;
      reconcile(rows.body, found.reservations, (each) => each.id, holdRow);
      before.disabled = cursors.length === 1;
      after.disabled = !next;
    } catch (refused) {
      if (mine.signal.aborted) return;
      put(said, failure(refused));
    }
    timer = setTimeout(ask, AGAIN_MILLIS);
  }

  const input = (name, label) => {
    const element = el('input', { type: 'search', value: wanted[name], onchange: () => change({ [name]: element.value }) });
    return field(label, element);
  };
  root.append(
    el('h1', {}, 'Reservations'),
    el('form', { class: 'filters', role: 'search', onsubmit: (event) => event.preventDefault() }, input('user', 'User'), input('swarm', 'Swarm'), input('pool', 'Pool'),
      field('Lease', select([['', 'Any'], ['true', 'Over']], wanted.expired, (expired) => change({ expired })))),
    el('section', { class: 'panel' }, note, said, nothing, rows.element, el('div', { class: 'pager' }, before, after)));
  ask();
  return {
    title: 'Reservations',
    close() {
      clearTimeout(timer);
      asking?.abort();
    },
  };
}
