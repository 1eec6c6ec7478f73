// What is being spent now, and whether all is well.

import { el, put } from './dom.js';
import { amount, count, plural, since } from './format.js';
import { accountLink, badge, concernBadge, empty, reservationLink, sparkline, tile, useText } from './parts.js';

export function show(root) {
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

  root.append(
    el('h1', {}, 'Now'),
    el('div', { class: 'tiles money' }, spent.element, held.element, left.element),
    el('div', { class: 'tiles' }, reserves.element, refusals.element, holds.element, backlog.element, health.element, books.element),
    el('section', { class: 'panel' }, el('div', { class: 'panel-head' }, el('h2', {}, 'Needs attention'), el('a', { href: '#/attention' }, 'All of it')), worst));

  return {
    title: 'Now',
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
