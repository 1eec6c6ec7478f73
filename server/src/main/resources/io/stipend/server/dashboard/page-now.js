// What is being spent now, and whether all is well.

import { get, query } from './api.js';
import { chart, legend } from './chart.js';
import { el, id, put } from './dom.js';
import { amount, count, now, plural, since, unitsText, units } from './format.js';
import { accountLink, badge, concernBadge, empty, reservationLink, sparkline, tile, useText } from './parts.js';
import { overTime } from './spending.js';

const USAGE_MILLIS = 5000;
const MODELS = 7;

export function show(root) {
  const today = tile('Spent today');
  const spent = tile('Spent this period');
  const held = tile('Held');
  const left = tile('Left this period');
  const granted = sparkline('Reserves granted in the last ten minutes');
  const refused = sparkline('Reserves refused in the last ten minutes');
  const reserves = tile('Reserves, last minute', { below: [granted] });
  const refusals = tile('Refusals, last minute', { below: [refused] });
  const holds = tile('Open holds');
  const backlog = tile('Events waiting');
  const health = tile('Health');
  const books = tile('Books');
  const worst = el('div', {});
  const plot = chart('Credits spent in the last ten minutes, by model', 200);
  const models = el('div', {});
  let timer = null;
  let over = false;

  async function ask() {
    try {
      // A day begins at midnight UTC, as periods do unless they say otherwise.
      const minutes = Math.floor((now() % 86400000) / 60000) + 1;
      const [time, ofToday] = await Promise.all([
        get('/v1/usage' + query({ by: 'model', minutes: 10, steps: 60, limit: MODELS })),
        get('/v1/usage' + query({ minutes, steps: 1 })),
      ]);
      if (over) return;
      const keys = [...new Set(time.sums.map((each) => each.key ?? ''))];
      plot.show({ ...overTime(time, keys), stacked: true });
      put(models, legend(keys.map((key) => (key === '' ? 'no model named' : id(key)))));
      const all = ofToday.sums.reduce((sum, each) => sum + units(each.charged.credits), 0n);
      today.show(amount(unitsText(all)), `credits since midnight UTC, by ${plural(ofToday.sums.reduce((sum, each) => sum + each.reservations, 0), 'closed reservation')}`, since(ofToday.asOf));
    } catch (refused) {
      // The banner says what is wrong; the figures keep their age.
    }
    if (!over) timer = setTimeout(ask, USAGE_MILLIS);
  }

  root.append(
    el('h1', {}, 'Now'),
    el('div', { class: 'tiles money' }, today.element, spent.element, held.element, left.element),
    el('div', { class: 'tiles' }, reserves.element, refusals.element, holds.element, backlog.element, health.element, books.element),
    el('section', { class: 'panel' }, el('div', { class: 'panel-head' }, el('h2', {}, 'Spent in the last ten minutes'), models), plot.element),
    el('section', { class: 'panel' }, el('div', { class: 'panel-head' }, el('h2', {}, 'Needs attention'), el('a', { href: '#/attention' }, 'All of it')), worst));

  ask();
  return {
    title: 'Now',
    close() {
      over = true;
      clearTimeout(timer);
      plot.close();
    },
    update(overview) {
      const { accounts, holds: open, activity, backlog: waiting, health: report, verified } = overview;
      if (accounts) {
        const age = since(accounts.asOf);
        const of = plural(accounts.users, 'user');
        spent.show(amount(accounts.spent), `credits, ${of}`, age);
        held.show(amount(accounts.held), 'credits, by open reservations', since(accounts.asOf));
        left.show(amount(accounts.left), accounts.unlimited ? `credits; ${plural(accounts.unlimited, 'user')} without a limit` : 'credits', since(accounts.asOf));
        showWorst(worst, accounts.concerns);
      }
      granted.show(activity.granted);
      refused.show(activity.refused);
      reserves.show(count(activity.grantedLastMinute), 'granted by this process', since(overview.at));
      refusals.show(count(activity.refusedLastMinute), el('a', { href: '#/refusals' }, 'which, and why'), since(overview.at), activity.refusedLastMinute ? 'warn' : '');
      if (open) {
        const note = open.oldest ? ['oldest from ', since(open.oldestOpenedAt), ', ', reservationLink(open.oldest)] : 'none';
        holds.show(count(open.open), note, since(open.asOf), open.pastLease ? 'warn' : '');
      }
      if (waiting) {
        const late = waiting.oldestAgeMillis > 60000;
        backlog.show(count(waiting.entries), waiting.entries ? `oldest ${Math.round(waiting.oldestAgeMillis / 1000)} s old` : 'all are published', since(waiting.asOf), late ? 'warn' : '');
      }
      if (report) {
        const ill = report.components.filter((component) => component.status !== 'UP').map((component) => `${component.name} ${component.status.toLowerCase()}`);
        health.show({ UP: 'Well', DEGRADED: 'Degraded', DOWN: 'Down' }[report.status], ill.join(', ') || 'store, events, relay and sweeper work', since(report.asOf),
          { UP: 'good', DEGRADED: 'warn', DOWN: 'bad' }[report.status]);
      }
      showBooks(books, verified);
    },
  };
}

function showBooks(books, verified) {
  if (!verified) {
    books.show('Not verified', 'by this process', null);
  } else if (verified.state === 'DONE') {
    books.show(verified.findings ? plural(verified.findings, 'finding') : 'Right', 'verified', since(verified.startedAt), verified.findings ? 'bad' : 'good');
  } else {
    books.show({ WAITING: 'Waiting', RUNNING: 'Verifying', FAILED: 'Failed' }[verified.state], 'verification', since(verified.startedAt), verified.state === 'FAILED' ? 'warn' : '');
  }
}

function showWorst(place, concerns) {
  const items = concerns.filter((each) => each.count).slice(0, 4);
  if (!items.length) {
    put(place, empty('Nothing. All accounts have enough.'));
    return;
  }
  put(place, el('ul', { class: 'worst' }, items.map(({ concern, count: total, worst }) => el('li', {},
    el('a', { class: 'worst-head', href: '#/accounts?concern=' + concern }, concernBadge(concern), plural(total, 'account')),
    el('ul', {}, worst.slice(0, 5).map((each) => el('li', {}, accountLink(each.account), each.use === undefined ? badge('no limit', '') : useText(each.use))))))));
}
