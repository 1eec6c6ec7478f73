// What was refused lately, why, and what would have let it through.

import { get } from './api.js';
import { el, put, reconcile } from './dom.js';
import { plural, since, unitsText, units } from './format.js';
import { accountLink, amountOf, badge, countedOf, empty, failure, field, row, select, table } from './parts.js';

const AGAIN_MILLIS = 2000;
const LOOKED_AT = 1000;
const SHOWN = 100;

export const REASONS = {
  ACCOUNT_EXHAUSTED: 'Account exhausted', CEILING_REACHED: 'Above its share of a pool', RESERVATION_TOO_LARGE: 'Larger than a reservation may be',
  ACCOUNT_FROZEN: 'Account frozen', IDLE_TOO_SMALL: 'Parent has too little idle',
};

export function show(root, parameters) {
  const wanted = { code: parameters.get('code') || '', account: parameters.get('account') || '' };
  const said = el('div', {});
  const groups = table('Refusals by reason and account', ['Reason', 'Account', '>Refused', '>Short of, most', 'Last']);
  const list = table('Latest refusals', ['When', 'Reason', 'Account', '>Needed', '>Available', 'What would have let it through']);
  const note = el('p', { class: 'note', role: 'status' });
  const codes = select([['', 'Any reason'], ...Object.entries(REASONS)], wanted.code, (code) => { wanted.code = code; render(); });
  const nothing = empty('Nothing was refused, as far as this process remembers.');
  const panels = el('div', { class: 'stack' },
    el('section', { class: 'panel' }, el('h2', {}, 'By reason and account'), groups.element),
    el('section', { class: 'panel' }, el('h2', {}, 'Latest'), list.element));
  let refusals = [];
  let timer = null;
  let closed = false;

  function render() {
    const matching = refusals.filter((each) => (!wanted.code || each.code === wanted.code) && (!wanted.account || each.account === wanted.account));
    nothing.hidden = matching.length > 0;
    panels.hidden = matching.length === 0;
    put(note, `${plural(matching.length, 'refusal')} of the latest ${LOOKED_AT} that this process remembers`);
    reconcile(groups.body, grouped(matching).slice(0, 20), (each) => each.key, () => row((each) => [
      ['Reason', REASONS[each.code] || each.code, 'head'],
      ['Account', each.account ? accountLink(each.account) : '–'],
      ['Refused', String(each.count), 'number'],
      ['Short of, most', each.short ? countedOf(each.short, each.resource) : '–', 'number'],
      ['Last', since(each.last)],
    ]));
    reconcile(list.body, matching.slice(0, SHOWN), (each) => each.number, () => refusalRow());
  }

  async function ask() {
    try {
      refusals = (await get('/v1/refusals?limit=' + LOOKED_AT)).refusals;
      put(said);
      if (!closed) render();
    } catch (refused) {
      put(said, failure(refused));
    }
    if (!closed) timer = setTimeout(ask, AGAIN_MILLIS);
  }

  root.append(el('h1', {}, 'Refusals'),
    el('div', { class: 'filters' }, field('Reason', codes),
      wanted.account ? el('p', { class: 'chosen' }, 'of ', accountLink(wanted.account), ' ', el('a', { href: '#/refusals' }, 'of all')) : null),
    note, said, nothing, panels);
  ask();
  return {
    title: 'Refusals',
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** A refusal as a row; other pages show them, too. */
export function refusalRow() {
  return row((each) => [
    ['When', since(each.at), 'head'],
    ['Reason', badge(REASONS[each.code] || each.code, each.code === 'ACCOUNT_FROZEN' ? 'cold' : 'bad')],
    ['Account', each.account ? accountLink(each.account) : '–'],
    ['Needed', each.needed ? countedOf(each.needed, each.resource) : '–', 'number'],
    ['Available', each.available ? amountOf(each.available, each.resource) : '–', 'number'],
    ['What would have let it through', remedy(each)],
  ]);
}

/** By how much it was too much. */
function shortage(each) {
  return each.needed ? unitsText(units(each.needed) - units(each.available)) : null;
}

function remedy(each) {
  if (each.code === 'ACCOUNT_FROZEN') return 'unfreezing the account';
  if (!each.needed) return each.detail;
  const fits = units(each.available) > 0n ? ['asking for at most ', amountOf(each.available, each.resource), ', or '] : [];
  if (each.code === 'RESERVATION_TOO_LARGE') return [...fits, 'a larger tier'];
  if (each.code === 'CEILING_REACHED') return [...fits, 'waiting for a share of the pool'];
  if (each.code === 'IDLE_TOO_SMALL') return [...fits, 'extending the parent first'];
  return [...fits, amountOf(shortage(each), each.resource), ' more'];
}

function grouped(refusals) {
  const groups = new Map();
  for (const each of refusals) {
    const key = JSON.stringify([each.code, each.account, each.resource]);
    const short = shortage(each);
    const group = groups.get(key) || { key, code: each.code, account: each.account, resource: each.resource, count: 0, short: null, last: each.at };
    group.count += 1;
    if (short && (!group.short || units(short) > units(group.short))) group.short = short;
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}
