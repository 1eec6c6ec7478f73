// Reservations as rows.

import { el, id } from './dom.js';
import { since, till } from './format.js';
import { accountLink, amountOf, badge, reservationLink, row, useText } from './parts.js';

export const HOLD_COLUMNS = ['Reservation', 'Accounts', '>Held', '>Used', '>Ratio', 'Level', 'Lease', 'Opened'];

/** The largest part that is used of what is held, as the service counts it. */
export function ratio(reservation) {
  const parts = Object.keys(reservation.held)
    .filter((name) => Number(reservation.held[name]) > 0 && name !== 'slots')
    .map((name) => Number(reservation.used[name]) / Number(reservation.held[name]));
  return parts.length ? Math.max(...parts) : 0;
}

export function levelBadge(reservation) {
  if (reservation.state !== 'OPEN') return badge(reservation.state.toLowerCase(), '');
  const part = ratio(reservation);
  return part >= 0.95 ? badge('critical', 'bad') : part >= 0.8 ? badge('warning', 'warn') : badge('normal', 'good');
}

/** The accounts that people know: those that tiers and pools make for themselves belong to others of the path. */
export function accountsOf(reservation) {
  const known = reservation.accounts.filter((account) => !/^pool:(window|share):/.test(account));
  return known.length ? known.map(accountLink) : 'nobody';
}

export function holdRow() {
  return row((each) => [
    ['Reservation', [reservationLink(each.id), each.parent ? el('span', { class: 'note' }, ' part of another') : null], 'head'],
    ['Accounts', el('span', { class: 'path' }, accountsOf(each), each.swarm && !each.accounts.includes('swarm:' + each.swarm) ? el('span', { class: 'note' }, 'swarm ', id(each.swarm)) : null)],
    ['Held', amountOf(each.held.credits), 'number'],
    ['Used', amountOf(each.used.credits), 'number'],
    ['Ratio', useText(ratio(each)), 'number'],
    ['Level', levelBadge(each)],
    ['Lease', till(each.expiresAt)],
    ['Opened', since(each.openedAt)],
  ]);
}
