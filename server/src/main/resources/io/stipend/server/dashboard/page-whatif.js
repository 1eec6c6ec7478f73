// What another limit would have done on the last day: whom it would have stopped, when, and what would not have been spent.

import { get, query } from './api.js';
import { el, put, reconcile } from './dom.js';
import { clock, count, plural, since } from './format.js';
import { accountLink, amountOf, empty, failure, field, row, select, table, tile } from './parts.js';

const MINUTES = 1440;
const STEPS = 24;
const USERS = 1000;
const PERIODS = [['day', 'A day'], ['hour', 'An hour']];

export function show(root) {
  const said = el('div', {});
  const limit = el('input', { type: 'text', inputmode: 'decimal', value: '10', autocomplete: 'off' });
  let period = 'day';
  let usage = null;
  const spent = tile('Spent on the last day');
  const kept = tile('Would have been spent');
  const stopped = tile('Users stopped');
  const rows = table('Users who would have been stopped', ['User', '>Spent', '>Would have spent', '>Less', 'Stopped from']);
  const nothing = empty('Nobody would have been stopped.');
  const panel = el('section', { class: 'panel' }, el('h2', {}, 'Users who would have been stopped'), nothing, rows.element);

  async function ask() {
    try {
      usage = await get('/v1/usage' + query({ by: 'user', minutes: MINUTES, steps: STEPS, limit: USERS }));
      put(said);
      render();
    } catch (refused) {
      put(said, failure(refused));
    }
  }

  function render() {
    const most = Number(limit.value);
    limit.setAttribute('aria-invalid', String(!(most >= 0) || limit.value.trim() === ''));
    if (!usage || !(most >= 0) || limit.value.trim() === '') return;
    const users = tried(usage, most, period);
    const total = users.reduce((sum, each) => sum + each.spent, 0);
    const would = users.reduce((sum, each) => sum + each.would, 0);
    const cut = users.filter((each) => each.stoppedAt).sort((a, b) => b.spent - b.would - (a.spent - a.would));
    spent.show(amountOf(total.toFixed(8)), `credits, by ${plural(users.length, 'user')}`, since(usage.asOf));
    kept.show(amountOf(would.toFixed(8)), total ? `credits, ${Math.round((100 * would) / total)} % of it` : 'credits', since(usage.asOf));
    stopped.show(count(cut.length), `of ${plural(users.length, 'user')}`, since(usage.asOf), cut.length ? 'warn' : 'good');
    nothing.hidden = cut.length > 0;
    rows.element.hidden = cut.length === 0;
    reconcile(rows.body, cut.slice(0, 100), (each) => each.user, () => row((each) => [
      ['User', accountLink('user:' + each.user), 'head'],
      ['Spent', amountOf(each.spent.toFixed(8)), 'number'],
      ['Would have spent', amountOf(each.would.toFixed(8)), 'number'],
      ['Less', amountOf((each.spent - each.would).toFixed(8)), 'number'],
      ['Stopped from', clock(each.stoppedAt)],
    ]));
  }

  limit.addEventListener('input', render);
  root.append(
    el('h1', {}, 'What if'),
    el('p', { class: 'note' }, 'Every user has the same limit of credits. What each spent on the last day is looked at hour by hour; who has reached the limit spends no more until it starts anew. stipend replay tries tiers and holds on a whole log.'),
    el('div', { class: 'filters' }, field('Limit, in credits', limit), field('Starts anew after', select(PERIODS, period, (chosen) => { period = chosen; render(); }))),
    said, el('div', { class: 'tiles' }, spent.element, kept.element, stopped.element), panel);
  nothing.hidden = true;
  ask();
  return { title: 'What if' };
}

/** Each user's day under a limit. */
function tried(usage, most, period) {
  const users = new Map();
  for (const each of usage.sums) {
    if (each.key === undefined) continue;
    const user = users.get(each.key) || { user: each.key, spent: 0, would: 0, inPeriod: 0, stoppedAt: null };
    const credits = Number(each.charged.credits);
    if (period === 'hour') user.inPeriod = 0;
    const allowed = Math.max(0, Math.min(credits, most - user.inPeriod));
    user.spent += credits;
    user.would += allowed;
    user.inPeriod += allowed;
    if (allowed < credits && !user.stoppedAt) user.stoppedAt = each.at;
    users.set(each.key, user);
  }
  return [...users.values()];
}
