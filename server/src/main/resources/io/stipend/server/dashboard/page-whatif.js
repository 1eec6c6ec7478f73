// What another tier, or other limits, would have done on the last day: whom they would have stopped, when, and what it would have cost.

import { get, query } from './api.js';
import { el, put, reconcile } from './dom.js';
import { NAMES, clock, count, counted, percent, plural, since } from './format.js';
import { accountLink, amountOf, checkedField, empty, failure, field, row, select, table, tile } from './parts.js';

const OWN = 'own';
const PERIODS = [['hour', 'An hour'], ['day', 'A day'], ['week', 'A week'], ['month', 'A month']];
const AMOUNT = /^[0-9]{1,8}([.][0-9]{1,8})?$/;
const ROWS = 100;
const TYPING_MILLIS = 250;

export function show(root) {
  const said = el('div', { role: 'status' });
  const fields = PERIODS.map(([period, label]) => ({
    period,
    ...checkedField(label, el('input', { type: 'text', inputmode: 'decimal', value: period === 'day' ? '10' : '', placeholder: 'no limit', autocomplete: 'off' }),
      (text) => (text === '' || AMOUNT.test(text) ? '' : 'Give a number of credits such as 25 or 0.5, or nothing.')),
  }));
  const own = el('div', { class: 'filters' }, fields.map((each) => each.element));
  const choices = el('div', { class: 'filters' });
  const tried = el('p', { class: 'note' });
  const spent = tile('Spent on the last day');
  const kept = tile('Would have cost');
  const stopped = tile('Users stopped');
  const rows = table('Users who would have been stopped', ['User', '>Spent', '>Would have spent', '>Less', 'Stopped from', 'By']);
  const nothing = empty('Nobody would have been stopped.');
  const panel = el('section', { class: 'panel' }, el('h2', {}, 'Users who would have been stopped'), nothing, rows.element);
  let tier = OWN;
  let users = '';
  let tiers = null;
  let asking = null;
  let typing = null;

  function wanted() {
    if (tier !== OWN) return { tier };
    return { limits: fields.filter((each) => each.control.value.trim()).map((each) => `${each.control.value.trim()}/${each.period}`).join(',') };
  }

  async function ask() {
    own.hidden = tier !== OWN;
    const wellFormed = tier !== OWN || fields.map((each) => each.check()).every((each) => each);
    if (!wellFormed) return;
    if (tier === OWN && !wanted().limits) {
      put(said, el('p', { class: 'note' }, 'Give a limit for at least one period.'));
      return;
    }
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      const answer = await get('/v1/what-if' + query({ ...wanted(), users, limit: ROWS }), mine.signal);
      if (mine.signal.aborted) return;
      put(said);
      choose(answer.tiers);
      render(answer);
    } catch (refused) {
      if (!mine.signal.aborted) put(said, failure(refused));
    }
  }

  /** Where the configuration defines tiers, they can be tried, and tried on the users of one. */
  function choose(defined) {
    const names = JSON.stringify(defined.map((each) => each.name));
    if (names === tiers) return;
    tiers = names;
    const options = defined.map((each) => [each.name, 'Tier ' + each.name]);
    put(choices, options.length ? [
      field('Try', select([[OWN, 'Limits of my own'], ...options], tier, (chosen) => { tier = chosen; ask(); })),
      field('On', select([['', 'All users'], ...defined.map((each) => [each.name, 'Users of tier ' + each.name])], users, (chosen) => { users = chosen; ask(); })),
    ] : []);
  }

  function render(answer) {
    const total = Number(answer.spent);
    put(tried, 'Tried: ', answer.limits.map(limitText).filter((text) => text).join('; ') || 'no limit of anything that is used up', '.');
    spent.show(amountOf(answer.spent), `credits, by ${plural(answer.users, 'user')}${answer.usersLeftOut ? ', those who spent the most' : ''}`, since(answer.asOf));
    kept.show(amountOf(answer.wouldSpend), total ? `credits, ${percent(Number(answer.wouldSpend) / total)} of it` : 'credits', since(answer.asOf));
    stopped.show(count(answer.stopped), `of ${plural(answer.users, 'user')}${answer.stopped > ROWS ? `; the first ${ROWS} are shown` : ''}`, since(answer.asOf), answer.stopped ? 'warn' : 'good');
    nothing.hidden = answer.stopped > 0;
    rows.element.hidden = answer.stopped === 0;
    const cut = answer.outcomes.map((each) => ({ ...each, by: limitText(answer.limits[each.stoppedBy]) }));
    reconcile(rows.body, cut, (each) => each.user, () => row((each) => [
      ['User', accountLink('user:' + each.user), 'head'],
      ['Spent', amountOf(each.spent), 'number'],
      ['Would have spent', amountOf(each.wouldSpend), 'number'],
      ['Less', amountOf((Number(each.spent) - Number(each.wouldSpend)).toFixed(8)), 'number'],
      ['Stopped from', clock(each.stoppedAt)],
      ['By', each.resource === 'credits' ? each.by : `${each.by} (${NAMES[each.resource]})`],
    ]));
  }

  own.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(ask, TYPING_MILLIS);
  });
  root.append(
    el('h1', {}, 'What if'),
    el('p', { class: 'note' }, 'Every user has other limits. What each spent on the last day is looked at in steps of five minutes; whoever has reached a limit spends no more until it starts anew. What was spent before that day counts for nothing. stipend replay tries tiers and holds on a whole log.'),
    choices, own, tried, said, el('div', { class: 'tiles' }, spent.element, kept.element, stopped.element), panel);
  nothing.hidden = true;
  rows.element.hidden = true;
  ask();
  return {
    title: 'What if',
    close() {
      clearTimeout(typing);
      asking?.abort();
    },
  };
}

/** What a limit allows in its period. */
function limitText({ period, amounts }) {
  const some = Object.entries(amounts).map(([resource, value]) => counted(value, resource));
  if (some.length === 0) return '';
  return some.join(', ') + (period === 'never' ? ' in all' : ' a ' + period);
}
