// All accounts: found, filtered and ranked by the service, a page at a time.

import { get, query } from './api.js';
import { el, put, reconcile } from './dom.js';
import { NAMES, count, plural, since, till } from './format.js';
import { accountLink, amountOf, badge, concernBadge, failure, field, row, select, table, usageBar, useText } from './parts.js';

const ROWS = 50;
const AGAIN_MILLIS = 3000;

const ORDERS = [['use', 'Most in use'], ['spent', 'Most spent'], ['held', 'Most held'], ['left', 'Least left'], ['empty', 'Soonest empty'], ['name', 'Name']];
const KINDS = [['', 'Any kind'], ['user', 'Users'], ['swarm', 'Swarms'], ['pool', 'Pools']];
const CONCERNS = [['', 'Any state'], ['in-debt', 'In debt'], ['at-cap', 'At cap'], ['runs-out', 'Runs out'], ['frozen', 'Frozen'], ['near-cap', 'Near cap']];

export function show(root, parameters) {
  const wanted = {
    text: parameters.get('text') || '', kind: parameters.get('kind') || '', concern: parameters.get('concern') || '', order: parameters.get('order') || 'use', offset: Number(parameters.get('offset')) || 0,
  };
  const total = el('p', { class: 'note', role: 'status' });
  const said = el('div', {});
  const rows = table('Accounts', ['Account', 'Spent, held, left', '>Spent', '>Held', '>Left', '>In use', 'Next reset', 'Tier']);
  const before = el('button', { type: 'button', onclick: () => go({ offset: Math.max(0, wanted.offset - ROWS) }) }, 'Previous');
  const after = el('button', { type: 'button', onclick: () => go({ offset: wanted.offset + ROWS }) }, 'Next');
  let asking = null;
  let timer = null;

  function go(change) {
    Object.assign(wanted, { offset: 0 }, change);
    // The address says what is shown, so that it can be sent to somebody; the page need not be made anew for that.
    const said = query({ ...wanted, offset: wanted.offset || '', order: wanted.order === 'use' ? '' : wanted.order });
    history.replaceState(null, '', '#/accounts' + said);
    ask();
  }

  async function ask() {
    clearTimeout(timer);
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      const found = await get('/v1/accounts/search' + query({ ...wanted, limit: ROWS }), mine.signal);
      if (mine.signal.aborted) return;
      put(said);
      put(total, `${plural(found.total, 'account')}`, ', ranked ', since(found.asOf), '; figures are read with the list');
      reconcile(rows.body, found.accounts, (each) => each.account, accountRow);
      before.disabled = wanted.offset === 0;
      after.disabled = wanted.offset + ROWS >= found.total;
      put(place, found.total ? `${count(wanted.offset + 1)} to ${count(Math.min(found.total, wanted.offset + ROWS))}` : 'none');
    } catch (refused) {
      if (mine.signal.aborted) return;
      put(said, failure(refused));
    }
    timer = setTimeout(ask, AGAIN_MILLIS);
  }

  const place = el('span', { class: 'note' });
  const text = el('input', { type: 'search', value: wanted.text, placeholder: 'Part of a name' });
  let typing = null;
  text.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => go({ text: text.value }), 200);
  });
  root.append(
    el('h1', {}, 'Accounts'),
    el('form', { class: 'filters', role: 'search', onsubmit: (event) => { event.preventDefault(); go({ text: text.value }); } },
      field('Search', text),
      field('Kind', select(KINDS, wanted.kind, (kind) => go({ kind }))),
      field('State', select(CONCERNS, wanted.concern, (concern) => go({ concern }))),
      field('Order', select(ORDERS, wanted.order, (order) => go({ order })))),
    el('section', { class: 'panel' }, total, said, rows.element, el('div', { class: 'pager' }, before, place, after)));
  ask();
  return {
    title: 'Accounts',
    close() {
      clearTimeout(timer);
      clearTimeout(typing);
      asking?.abort();
    },
  };
}

function accountRow() {
  return row((each) => {
    const credits = { ...each.resources.credits, resource: 'credits' };
    const bar = usageBar();
    bar.show(credits);
    return [
      ['Account', [accountLink(each.account), ' ', ...badges(each)], 'head'],
      ['Spent, held, left', bar],
      ['Spent', amountOf(credits.spent), 'number'],
      ['Held', amountOf(credits.reserved), 'number'],
      ['Left', credits.available === undefined ? 'no limit' : amountOf(credits.available), 'number'],
      ['In use', each.use === undefined ? '–' : inUse(each), 'number'],
      ['Next reset', each.periodEndsAt ? till(each.periodEndsAt) : 'never'],
      ['Tier', each.tier || '–'],
    ];
  });
}

/** Which part, and of what, where that is not credits as in the other columns. */
function inUse(each) {
  return each.tightest === 'credits' ? useText(each.use) : el('span', {}, useText(each.use), el('span', { class: 'note' }, ' of ' + NAMES[each.tightest]));
}

function badges(each) {
  const shown = each.concerns.map(concernBadge);
  if (each.frozen && !each.concerns.includes('frozen')) shown.push(badge('frozen', 'cold'));
  return shown;
}
