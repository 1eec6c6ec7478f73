// What was spent over time, and by which models, swarms and users, from the closed reservations that the store keeps: of all, or of one account.

import { get, query } from './api.js';
import { chart, legend } from './chart.js';
import { el, id, put, reconcile } from './dom.js';
import { count, plural, since, unitsText, units } from './format.js';
import { accountLink, amountOf, empty, failure, field, row, select, table, tile } from './parts.js';

const RANGES = [['10', 'Last 10 minutes'], ['60', 'Last hour'], ['1440', 'Last day'], ['10080', 'Last week']];
const STEPS = { 10: 60, 60: 60, 1440: 96, 10080: 84 };
const AGAIN_MILLIS = 5000;
const MODELS = 7;
const ROWS = 15;

/**
 * The figures, the chart and the tables, and the choice of a time. `account` is the one whose spending is shown, if not that of all (a
 * user's has no table of users);
 * `minutes` is the time that is shown first; `onchange` is told which time is chosen.
 */
export function spending({ account, minutes: wanted, onchange } = {}) {
  let minutes = RANGES.some(([key]) => key === wanted) ? wanted : '60';
  const said = el('div', {});
  const total = tile('Spent');
  const closed = tile('Reservations closed');
  const mean = tile('Each, on average');
  const plot = chart('Credits spent over time, by model', 280);
  const models = el('div', {});
  const tables = { model: byTable('Models'), user: byTable('Users'), swarm: byTable('Swarms') };
  const nothing = empty('Nothing was closed in this time.');
  const shown = el('div', { class: 'stack' });
  let timer = null;
  let over = false;

  async function ask() {
    clearTimeout(timer);
    const mine = minutes;
    try {
      const [over1, ...sums] = await Promise.all([
        get('/v1/usage' + query({ account, by: 'model', minutes, steps: STEPS[minutes], limit: MODELS })),
        ...['model', 'user', 'swarm'].map((by) => get('/v1/usage' + query({ account, by, minutes, steps: 1, limit: 100 }))),
      ]);
      if (over || mine !== minutes) return;
      put(said);
      render(over1, sums);
    } catch (refused) {
      put(said, failure(refused));
    }
    if (!over) timer = setTimeout(ask, AGAIN_MILLIS);
  }

  function render(time, [model, user, swarm]) {
    const all = sumOf(model.sums);
    const number = model.sums.reduce((sum, each) => sum + each.reservations, 0);
    nothing.hidden = number > 0;
    shown.hidden = number === 0;
    total.show(amountOf(all), 'credits', since(model.asOf));
    closed.show(count(number), 'settled, released, expired or charged', since(model.asOf));
    mean.show(number ? amountOf(unitsText(units(all) / BigInt(number))) : '–', 'credits a reservation', since(model.asOf));
    const keys = [...new Set(model.sums.map((each) => each.key ?? ''))].filter((key) => time.sums.some((each) => (each.key ?? '') === key)).slice(0, MODELS);
    plot.show({ ...overTime(time, keys), stacked: true });
    put(models, legend(keys.map((key) => (key === '' ? 'no model named' : id(key)))));
    tables.model.show(merged(model.sums), all, (key) => id(key));
    tables.user.show(merged(user.sums), all, (key) => accountLink('user:' + key));
    tables.swarm.show(merged(swarm.sums), all, (key) => id(key));
  }

  shown.append(
    el('div', { class: 'tiles' }, total.element, closed.element, mean.element),
    el('section', { class: 'panel' }, el('div', { class: 'panel-head' }, el('h2', {}, 'Spent over time, by model'), models), plot.element),
    el('div', { class: 'columns' }, ...columns(account).map((column) => el('div', { class: 'stack' }, column.map((by) => tables[by].element)))));
  nothing.hidden = true;
  shown.hidden = true;
  ask();
  return {
    choice: field('Time', select(RANGES, minutes, (chosen) => {
      minutes = chosen;
      onchange?.(chosen);
      ask();
    })),
    element: el('div', { class: 'stack' }, said, nothing, shown),
    close() {
      over = true;
      clearTimeout(timer);
      plot.close();
    },
  };
}

/** The table of users is the longest. */
function columns(account) {
  if (account?.startsWith('user:')) return [['model'], ['swarm']];
  return account?.startsWith('swarm:') ? [['model'], ['user']] : [['model', 'swarm'], ['user']];
}

/** Sums as series, one for each key; the step that is under way is the last. */
export function overTime(usage, keys) {
  const begin = Date.parse(usage.from);
  const steps = Math.round((Date.parse(usage.to) - begin) / usage.stepMillis);
  const times = Array.from({ length: steps }, (unused, i) => (begin + i * usage.stepMillis) / 1000);
  const series = keys.map((key) => ({ name: key, values: times.map(() => 0) }));
  for (const each of usage.sums) {
    const at = keys.indexOf(each.key ?? '');
    if (at >= 0) series[at].values[Math.round((Date.parse(each.at) - begin) / usage.stepMillis)] += Number(each.charged.credits);
  }
  return { times, series };
}

function merged(sums) {
  return sums.map((each) => ({ key: each.key ?? null, credits: each.charged.credits, tokens: each.charged.tokens, reservations: each.reservations }));
}

function sumOf(sums) {
  return unitsText(sums.reduce((sum, each) => sum + units(each.charged.credits), 0n));
}

function byTable(title) {
  const rows = table(title, [title.slice(0, -1), '>Spent', '>Share', '>Tokens', '>Closed']);
  const more = el('p', { class: 'note' });
  const element = el('section', { class: 'panel' }, el('h2', {}, title), rows.element, more);
  return {
    element,
    show(sums, all, name) {
      reconcile(rows.body, sums.slice(0, ROWS).map((each) => ({ ...each, share: Number(all) ? Number(each.credits) / Number(all) : 0 })), (each) => String(each.key), () => row((each) => [
        [title, each.key === null ? el('span', { class: 'note' }, 'none named') : name(each.key), 'head'],
        ['Spent', amountOf(each.credits), 'number'],
        ['Share', Math.round(100 * each.share) + ' %', 'number'],
        ['Tokens', amountOf(each.tokens, 'tokens'), 'number'],
        ['Closed', count(each.reservations), 'number'],
      ]));
      put(more, sums.length > ROWS ? `The first ${ROWS} of ${plural(sums.length, 'line')}.` : '');
    },
  };
}
