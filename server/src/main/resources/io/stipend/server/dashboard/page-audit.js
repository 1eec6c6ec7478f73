// Who may do what, and what was done.

import { get, post } from './api.js';
import { el, id, put, reconcile } from './dom.js';
import { counted, plural, since } from './format.js';
import { accountLink, badge, empty, failure, row, table } from './parts.js';

const AGAIN_MILLIS = 3000;
const CHANGES = { LIMIT: 'Limit', GRANT: 'Grant', ADJUSTMENT: 'Adjustment', REVOCATION: 'Revocation', FROZEN: 'Frozen', UNFROZEN: 'Unfrozen' };

export function show(root, parameters, context) {
  const operates = context.may('operate');
  const said = el('div', {});
  const keys = table('Keys', ['Key', 'May', 'Requests a second']);
  const keysNote = el('p', { class: 'note' });
  const changes = table('Latest changes', ['When', 'Account', 'What', '>Amount', 'Who and why']);
  const nothing = empty('Nobody has changed an account through this process. Each account’s page has its whole history.');
  const verifying = el('p', { class: 'note', role: 'status' });
  const verify = el('button', {
    type: 'button',
    onclick: async () => {
      try {
        await post('/v1/verifications', {});
        put(verifying, 'It has begun; the first page says how it ends.');
      } catch (refused) {
        put(said, failure(refused));
      }
    },
  }, 'Verify the books');
  let timer = null;
  let over = false;

  async function ask() {
    try {
      const [log, access] = await Promise.all([get('/v1/changes'), operates ? get('/v1/keys') : null]);
      if (over) return;
      put(said);
      nothing.hidden = log.changes.length > 0;
      changes.element.hidden = log.changes.length === 0;
      reconcile(changes.body, log.changes, (each) => each.account + '\n' + each.sequence, changeRow);
      if (access) showKeys(access);
    } catch (refused) {
      put(said, failure(refused));
    }
    if (!over) timer = setTimeout(ask, AGAIN_MILLIS);
  }

  function showKeys(access) {
    keys.element.hidden = access.keys.length === 0;
    put(keysNote, access.open ? 'There are no keys: whoever is on this machine may call. stipend key new makes one.'
      : `${plural(access.keys.length, 'key')} of this tenant in the configuration; ${plural(access.sessions, 'session')} of the dashboard. Secrets are nowhere but with their owners.`);
    reconcile(keys.body, access.keys, (each) => each.name, () => row((each) => [
      ['Key', id(each.name), 'head'],
      ['May', el('span', { class: 'marks' }, each.may.map((permission) => badge(permission, permission === 'operate' ? 'warn' : '')))],
      ['Requests a second', each.requestsPerSecond ? String(each.requestsPerSecond) : 'as many as it likes'],
    ]));
  }

  root.append(
    el('h1', {}, 'Keys and audit'), said,
    el('section', { class: 'panel' }, el('h2', {}, 'Keys'), operates ? [keysNote, keys.element] : el('p', { class: 'note' }, 'This key may not see the others; that needs the permission operate.')),
    operates ? el('section', { class: 'panel' }, el('h2', {}, 'Books'), el('p', { class: 'note' }, 'A verification adds up all that is stored, and compares it with the accounts.'), el('div', { class: 'buttons' }, verify), verifying) : null,
    el('section', { class: 'panel' }, el('h2', {}, 'Latest changes'), nothing, changes.element));
  keys.element.hidden = true;
  nothing.hidden = true;
  ask();
  return {
    title: 'Keys and audit',
    close() {
      over = true;
      clearTimeout(timer);
    },
  };
}

function changeRow() {
  return row((each) => [
    ['When', since(each.at), 'head'],
    ['Account', accountLink(each.account)],
    ['What', CHANGES[each.change] || each.change],
    ['Amount', figure(each), 'number'],
    ['Who and why', id(each.reason)],
  ]);
}

function figure(each) {
  const change = Number(each.allowanceDelta) || Number(each.spentDelta);
  return change ? `${change > 0 ? '+' : ''}${counted(change, each.resource)}` : '–';
}
