// Pools with fair shares: what their members have and wait for, and the blocks that nodes hold on them.

import { takeBack } from './actions.js';
import { get, path, query } from './api.js';
import { el, id, put, reconcile } from './dom.js';
import { NAMES, RESOURCES, amount, count, counted, exact, percent, plural, since, till } from './format.js';
import { accountLink, badge, countedOf, empty, failure, reservationLink, row, table, usageBar, useText } from './parts.js';

const AGAIN_MILLIS = 2000;
const MEMBERS = 200;

export function show(root, parameters, context) {
  let wanted = parameters.get('name') || '';
  const said = el('div', { role: 'status' });
  const none = el('section', { class: 'panel' }, el('h2', {}, 'No pool has shares'),
    el('p', {}, 'A pool is a budget that many draw on: 64 concurrent executions, a month of tokens. With pools.definitions in the configuration, its members get fair shares: weights, minimums, and a line for those who wait.'));
  const pools = table('Pools', ['Pool', '>Members', '>Waiting', 'In use', 'Starts anew']);
  const list = el('section', { class: 'panel' }, el('h2', {}, 'Pools'), pools.element);
  const heading = el('h2', {});
  const asOf = el('p', { class: 'note' });
  const bars = el('ul', { class: 'pool-bars' });
  const members = table('Members', ['Member', '>Weight', '>Minimum', '>Most', '>In use', '>Share', '>Level', '>Waiting', 'State']);
  const memberNote = el('p', { class: 'note' });
  const blocks = table('Blocks', ['Node', 'Block', '>Held', '>Used', 'Held since', 'Lease', 'Action']);
  const noBlocks = empty('No node holds a block on it. With pools.blocks.enabled, a node that reserves often holds a part of the pool for itself.');
  const shown = el('div', { class: 'stack' },
    el('section', { class: 'panel' }, el('div', { class: 'panel-head' }, heading, asOf), bars),
    el('section', { class: 'panel' }, el('h2', {}, 'Members'), memberNote, members.element),
    el('section', { class: 'panel' }, el('h2', {}, 'Blocks by node'), noBlocks, blocks.element));
  let timer = null;
  let over = false;

  async function ask() {
    clearTimeout(timer);
    try {
      const all = (await get('/v1/pools')).pools;
      const chosen = all.find((each) => each.name === wanted) || [...all].sort((a, b) => b.membersWaiting - a.membersWaiting)[0];
      const pool = chosen ? await get(path`/v1/pools/${chosen.name}` + query({ blocks: true, limit: MEMBERS })) : null;
      if (over) return;
      // Whoever looks at one goes on looking at it.
      wanted = chosen?.name || wanted;
      if (said.querySelector('.failure')) put(said);
      none.hidden = all.length > 0;
      list.hidden = all.length < 2;
      shown.hidden = !pool;
      reconcile(pools.body, all, (each) => each.name, poolRow);
      if (pool) render(pool);
    } catch (refused) {
      put(said, failure(refused));
    }
    if (!over) timer = setTimeout(ask, AGAIN_MILLIS);
  }

  function render(pool) {
    const limited = RESOURCES.filter((resource) => pool.allowance[resource] !== undefined);
    put(heading, accountLink('pool:' + pool.name));
    put(asOf, pool.periodEndsAt ? ['starts anew ', till(pool.periodEndsAt), ', '] : '', 'as of ', since(pool.asOf));
    reconcile(bars, limited.map((resource) => ({ resource, pool })), (each) => each.resource, barRow);
    put(memberNote, [plural(pool.members, 'member'), pool.membersWaiting ? `${count(pool.membersWaiting)} wait, starved ones first` : 'nobody waits', pool.shares.length < pool.members ? `the first ${count(pool.shares.length)} are shown` : ''].filter((text) => text).join('; ') + (limited.length === 1 ? `. Amounts are ${NAMES[limited[0]]}.` : '.'));
    const shares = pool.shares.map((each) => ({ ...each, state: stateOf(each, limited), limited, kind: pool.memberKind }));
    shares.sort((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state));
    reconcile(members.body, shares, (each) => each.member, memberRow);
    noBlocks.hidden = pool.blocks.length > 0;
    blocks.element.hidden = pool.blocks.length === 0;
    reconcile(blocks.body, [...pool.blocks].sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : 0)), (each) => each.id, () => blockRow(context.may('use'), taken));
  }

  function taken(answer) {
    put(said, el('p', { class: 'done' }, `Done: ${plural(answer.closed.length, 'reservation')} closed.`));
    ask();
  }

  root.append(el('h1', {}, 'Pools'), said, none, list, shown);
  none.hidden = true;
  list.hidden = true;
  shown.hidden = true;
  ask();
  return {
    title: 'Pools',
    close() {
      over = true;
      clearTimeout(timer);
    },
  };
}

function poolRow() {
  return row((each) => [
    ['Pool', el('a', { href: '#/pools' + query({ name: each.name }) }, id(each.name)), 'head'],
    ['Members', count(each.members), 'number'],
    ['Waiting', each.membersWaiting ? el('span', { class: 'warn' }, count(each.membersWaiting)) : '0', 'number'],
    ['In use', RESOURCES.filter((resource) => each.allowance[resource] !== undefined).map((resource) => inUse(each, resource)).join(', ')],
    ['Starts anew', each.periodEndsAt ? till(each.periodEndsAt) : 'never'],
  ]);
}

function used(pool, resource) {
  return Number(pool.reserved[resource]) + Number(pool.spent[resource]);
}

function inUse(pool, resource) {
  return `${amount(used(pool, resource), resource)} of ${counted(pool.allowance[resource], resource)}`;
}

/** How far one resource of a pool is in use. */
function barRow() {
  const text = el('p', {});
  const note = el('p', { class: 'note' });
  const bar = usageBar();
  const element = el('li', {}, el('div', { class: 'panel-head' }, text, note), bar);
  element.show = ({ pool, resource }) => {
    const left = Number(pool.allowance[resource]) - used(pool, resource);
    const waits = Number(pool.waiting[resource]);
    const kept = Number(pool.earmark[resource]);
    put(text, inUse(pool, resource) + ' in use');
    put(note, [waits ? `${amount(waits, resource)} wanted by those who wait` : 'nobody waits for more', kept ? `${amount(kept, resource)} kept for a large request` : ''].filter((part) => part).join('; '));
    bar.show({ limit: pool.allowance[resource], grants: 0, spent: pool.spent[resource], reserved: pool.reserved[resource], available: left, resource });
  };
  return element;
}

const STARVED = 'starved';
const WAITS = 'waits';
const HELD_BACK = 'at its level';
const FREE = '';

/** The worst first. */
const URGENCY = [STARVED, WAITS, HELD_BACK, FREE];

/** Who waits below what it is promised is starved, whatever the others have. */
function stateOf(member, limited) {
  const waits = limited.some((resource) => Number(member.waiting[resource]) > 0);
  const below = limited.some((resource) => Number(member.waiting[resource]) > 0 && Number(member.inUse[resource]) < Number(member.minimum[resource]));
  const heldBack = limited.some((resource) => member.level[resource] !== undefined && Number(member.inUse[resource]) > 0 && Number(member.inUse[resource]) >= Number(member.level[resource]));
  return below ? STARVED : waits ? WAITS : heldBack ? HELD_BACK : FREE;
}

const TONES = { [STARVED]: 'bad', [WAITS]: 'warn', [HELD_BACK]: 'cold' };

function memberRow() {
  return row((each) => [
    ['Member', each.member ? accountLink(each.kind + ':' + each.member) : el('span', { class: 'note' }, 'no ' + each.kind + ' named'), 'head'],
    ['Weight', count(each.weight), 'number'],
    ['Minimum', amountsOf(each.minimum, each.limited, '–'), 'number'],
    ['Most', amountsOf(each.most, each.limited, 'all'), 'number'],
    ['In use', amountsOf(each.inUse, each.limited, '–'), 'number'],
    ['Share', useText(each.share), 'number'],
    ['Level', amountsOf(each.level, each.limited, 'free'), 'number'],
    ['Waiting', amountsOf(each.waiting, each.limited, '–'), 'number'],
    ['State', each.state ? el('div', {}, badge(each.state, TONES[each.state]), each.state === STARVED && each.starvedSince ? el('div', { class: 'note' }, 'began ', since(each.starvedSince)) : '') : ''],
  ]);
}

/** One line for each resource that the pool limits, in the same order in each cell of a row; a pool of one resource names it once, above. */
function amountsOf(amounts, limited, nothing) {
  const lines = limited.map((resource) => {
    const value = amounts[resource];
    const text = value === undefined || (nothing === '–' && Number(value) === 0) ? nothing : amount(value, resource);
    return el('div', { class: 'amount', title: value === undefined ? null : exact(value, resource) }, limited.length > 1 && text !== nothing ? counted(value, resource) : text);
  });
  return lines.length ? el('div', {}, lines) : nothing;
}

function blockRow(mayTakeBack, taken) {
  return row((each) => [
    ['Node', id(each.node || 'unnamed'), 'head'],
    ['Block', reservationLink(each.id)],
    ['Held', held(each.held), 'number'],
    ['Used', el('div', {}, held(each.used), el('span', { class: 'note' }, percent(usedPart(each)))), 'number'],
    ['Held since', since(each.openedAt)],
    ['Lease', till(each.expiresAt)],
    ['Action', mayTakeBack ? el('button', { type: 'button', class: 'quiet', onclick: () => takeBack(each, taken) }, 'Take back…') : '–'],
  ]);
}

function usedPart({ held: of, used: part }) {
  return Math.max(0, ...RESOURCES.filter((resource) => Number(of[resource]) > 0).map((resource) => Number(part[resource]) / Number(of[resource])));
}

function held(amounts) {
  const some = RESOURCES.filter((resource) => Number(amounts[resource]) > 0);
  return el('div', {}, some.length ? some.map((resource) => el('div', {}, countedOf(amounts[resource], resource))) : 'nothing');
}
