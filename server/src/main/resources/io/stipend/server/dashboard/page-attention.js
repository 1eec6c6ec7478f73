// What somebody should look at, the worst first.

import { el, put, reconcile } from './dom.js';
import { NAMES, duration, plural, since, till } from './format.js';
import { accountLink, concernBadge, badge, empty, reservationLink, row, table, useText } from './parts.js';

const SAYINGS = {
  'in-debt': 'More is used and held than there is. Nothing more is granted of that resource until it is out of debt.',
  'at-cap': 'All there is is used or held.',
  'runs-out': 'At their trend, credits are used up before the period ends, within a week.',
  frozen: 'Nothing new is granted until somebody unfreezes it.',
  'near-cap': 'Four fifths are used or held.',
};

export function show(root) {
  const service = el('div', { class: 'stack' });
  const accounts = el('div', { class: 'stack' });
  root.append(el('h1', {}, 'Needs attention'), service, accounts);
  return {
    title: 'Needs attention',
    update(overview) {
      const troubles = ofService(overview);
      reconcile(service, troubles, (each) => each.key, () => {
        const element = el('section', { class: 'panel trouble' });
        element.show = (trouble) => put(element, badge(trouble.name, trouble.tone), el('p', {}, trouble.text));
        return element;
      });
      const concerns = (overview.accounts?.concerns || []).filter((each) => each.count);
      reconcile(accounts, concerns.length ? concerns : [{ concern: 'none' }], (each) => each.concern, (each) => (each.concern === 'none'
        ? nothing() : concernPanel(each.concern)));
    },
  };
}

function nothing() {
  const element = empty('No account needs attention.');
  element.show = () => {};
  return element;
}

function ofService(overview) {
  const { verified, health, holds, backlog } = overview;
  const found = [];
  if (verified?.findings) {
    found.push({ key: 'drift', name: 'drift', tone: 'bad', text: [`The latest verification has ${plural(verified.findings, 'finding')}, `, since(verified.startedAt), '. stipend verify shows them.'] });
  }
  for (const component of health?.components || []) {
    if (component.status !== 'UP') {
      found.push({ key: component.name, name: component.status.toLowerCase(), tone: component.status === 'DOWN' ? 'bad' : 'warn', text: [`The ${component.name} does not work as it should. The service's log says why. `, since(health.asOf)] });
    }
  }
  if (holds?.pastLease) {
    found.push({ key: 'leases', name: 'leases', tone: 'warn', text: [`${plural(holds.pastLease, 'hold')} past the lease, the first ended `, since(holds.longestPastSince), ': ', reservationLink(holds.longestPast), '. The sweeper closes them.'] });
  }
  if (backlog && backlog.oldestAgeMillis > 60000) {
    found.push({ key: 'relay', name: 'relay behind', tone: 'warn', text: [`${plural(backlog.entries, 'event')} of all tenants wait, the oldest for ${duration(backlog.oldestAgeMillis)}.`] });
  }
  return found;
}

function concernPanel(concern) {
  const title = el('h2', {});
  const rows = table('Accounts', ['Account', '>In use', 'Of', 'Expected empty']);
  const more = el('p', { class: 'note' });
  const element = el('section', { class: 'panel' }, title, el('p', { class: 'note' }, SAYINGS[concern]), rows.element, more);
  element.show = ({ count, worst }) => {
    put(title, concernBadge(concern), ' ', plural(count, 'account'));
    reconcile(rows.body, worst, (each) => each.account, () => row((each) => [
      ['Account', accountLink(each.account), 'head'],
      ['In use', each.use === undefined ? 'no limit' : useText(each.use), 'number'],
      ['Of', NAMES[each.tightest]],
      ['Expected empty', each.emptyAt ? till(each.emptyAt) : '–'],
    ]));
    put(more, count > worst.length ? el('a', { href: '#/accounts?concern=' + concern }, `All ${plural(count, 'account')}`) : '');
  };
  return element;
}
