// What happened to a reservation, as rows.

import { el, id } from './dom.js';
import { RESOURCES, clock } from './format.js';
import { amountOf, countedOf, reservationLink, row } from './parts.js';

export const ENTRY_COLUMNS = ['When', '>No.', 'What', 'How much', '>Held after', '>Used after', 'Lease until'];

const WHAT = {
  OPENED: 'Opened', TRACKED: 'Report', EXTENDED: 'Extension', SPLIT: 'Part', SETTLED: 'Settled', RELEASED: 'Released', EXPIRED: 'Expired', CHARGED: 'Charged',
};

export function entryRow() {
  return row((each) => [
    ['When', el('time', { datetime: each.at, title: each.at }, clock(each.at)), 'head'],
    ['No.', String(each.sequence), 'number'],
    ['What', [WHAT[each.entry] || each.entry, each.late ? ' late' : '', each.operation ? [' ', el('span', { class: 'note' }, id(each.operation))] : []].flat(2)],
    ['How much', howMuch(each)],
    ['Held after', amountOf(each.held.credits), 'number'],
    ['Used after', each.used ? amountOf(each.used.credits) : '–', 'number'],
    ['Lease until', each.expiresAt ? clock(each.expiresAt) : '–'],
  ]);
}

/** What changed with it, of each resource. */
function howMuch(each) {
  switch (each.entry) {
    case 'OPENED':
      return sums('', each.held);
    case 'TRACKED':
      return sums('+', each.reported);
    case 'EXTENDED':
      return either([['+', each.added], ['−', each.returned]]);
    case 'SPLIT':
      return [...either([['−', each.given], ['+', each.returned]]), isNothing(each.given) ? ' from ' : ' to ', reservationLink(each.child)];
    default:
      return ['charged ', ...sums('', each.charged), ...(each.returned ? [', returned ', ...sums('', each.returned)] : [])];
  }
}

function either(parts) {
  const said = parts.flatMap(([sign, amounts]) => (isNothing(amounts) ? [] : sums(sign, amounts)));
  return said.length ? said : ['lease'];
}

function isNothing(amounts) {
  return RESOURCES.every((resource) => Number(amounts[resource]) === 0);
}

function sums(sign, amounts) {
  const some = RESOURCES.filter((resource) => Number(amounts[resource]) > 0);
  if (some.length === 0) return ['nothing'];
  return some.flatMap((resource, i) => [i ? ', ' : '', sign, countedOf(amounts[resource], resource)]);
}
