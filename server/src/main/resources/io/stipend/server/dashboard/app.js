// The shell: who is there, which page is shown, and whether it is live.

import { get, onUnknown, post } from './api.js';
import { el, id, put } from './dom.js';
import { local, since, tick } from './format.js';
import { Live } from './live.js';
import { failure } from './parts.js';

/** Each page is a module of its own, loaded when it is first shown. */
const PAGES = [
  ['now', 'Now', 'read'],
  ['attention', 'Needs attention', 'read'],
  ['accounts', 'Accounts', 'read'],
  ['usage', 'Spending', 'read'],
  ['reservations', 'Reservations', 'use'],
  ['refusals', 'Refusals', 'read'],
  ['estimates', 'Estimates', 'metrics'],
  ['pools', 'Pools', 'read'],
  ['whatif', 'What if', 'read'],
  ['audit', 'Keys and audit', 'read'],
];

/** Pages that are reached from others; each belongs to one that is in the menu. */
const INNER = { account: ['accounts', 'read'], reservation: ['reservations', 'use'] };

/** `turn` counts the pages that were asked for: one that comes late is not shown in place of the next. */
const state = { session: null, live: null, page: null, overview: null, turn: 0 };

const main = el('main', { id: 'main', tabindex: '-1' });
const nav = el('nav', { 'aria-label': 'Pages' });
const who = el('div', { class: 'who' });
const pulse = el('p', { class: 'pulse', role: 'status' });
const banner = el('div', { class: 'banner', role: 'alert', hidden: true });

function themeButton() {
  const button = el('button', { type: 'button', class: 'quiet', onclick: () => setTheme(dark() ? 'light' : 'dark') });
  const dark = () => (document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const setTheme = (theme) => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('stipend-theme', theme);
    name();
    window.dispatchEvent(new Event('theme'));
  };
  const name = () => put(button, dark() ? 'Light theme' : 'Dark theme');
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', name);
  name();
  return button;
}

function frame() {
  put(document.body,
    el('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); main.focus(); } }, 'Skip to the page'),
    el('header', { class: 'top' },
      el('a', { class: 'brand', href: '#/now' }, el('span', { class: 'logo', 'aria-hidden': 'true' }), 'Stipend'),
      nav,
      el('div', { class: 'foot' }, pulse, who, themeButton())),
    el('div', { class: 'content' }, banner, main));
}

function menu(current) {
  const may = new Set(state.session.may);
  put(nav, el('ul', {}, PAGES.filter(([, , permission]) => may.has(permission)).map(([page, title]) => el('li', {},
    el('a', { href: '#/' + page, 'aria-current': page === current ? 'page' : null }, title,
      page === 'attention' ? el('span', { class: 'count', hidden: true }) : null)))));
  countAttention();
}

function countAttention() {
  const place = nav.querySelector('.count');
  if (!place || !state.overview) return;
  const concerns = state.overview.accounts?.concerns || [];
  const urgent = concerns.filter((each) => each.concern !== 'near-cap').reduce((sum, each) => sum + each.count, 0);
  place.hidden = urgent === 0;
  put(place, String(urgent), el('span', { class: 'unseen-text' }, ' accounts'));
}

function whoIs() {
  const { open, key, tenant, endsAt } = state.session;
  put(who, el('p', {}, 'Tenant ', id(tenant)),
    open ? el('p', { class: 'note' }, 'no keys: this machine only')
      : el('p', { class: 'note', title: endsAt ? 'until ' + local(endsAt) : null }, 'key ', id(key)),
    open ? null : el('button', { type: 'button', class: 'quiet', onclick: logout }, 'Log out'));
}

async function logout() {
  await post('/v1/session/end', {});
  leave();
  login('You have logged out.');
}

function leave() {
  state.live?.close();
  state.live = null;
  state.page?.close?.();
  state.page = null;
  state.overview = null;
  state.turn += 1;
}

/** Asks for a key. */
function login(message) {
  leave();
  document.title = 'Log in · Stipend';
  const said = el('div', { id: 'login-said' });
  const key = el('input', { type: 'password', name: 'key', autocomplete: 'current-password', required: true, spellcheck: 'false', 'aria-describedby': said.id });
  const form = el('form', {
    class: 'login',
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        state.session = await post('/v1/session', { key: key.value.trim() });
        key.value = '';
        enter();
      } catch (refused) {
        put(said, failure(refused));
        key.setAttribute('aria-invalid', 'true');
        key.focus();
      }
    },
  },
  el('p', { class: 'brand' }, el('span', { class: 'logo', 'aria-hidden': 'true' }), 'Stipend'),
  el('h1', {}, 'Log in with a key'),
  message ? el('p', { class: 'note', role: 'status' }, message) : null,
  el('label', { class: 'field' }, el('span', {}, 'Secret of a key'), key),
  el('p', { class: 'note' }, 'stipend key new makes one. The browser keeps a cookie, never the secret.'),
  said,
  el('button', { class: 'main' }, 'Log in'));
  put(document.body, el('main', { class: 'alone' }, form));
  key.focus();
}

function enter() {
  frame();
  whoIs();
  if (!state.session.may.includes('read')) {
    menu('');
    put(main, el('h1', {}, 'Nothing to see'), el('p', {}, 'This key may not read. Use one that has the permission read.'));
    return;
  }
  state.live = new Live({
    overview: (overview) => {
      state.overview = overview;
      pulsing();
      countAttention();
      state.page?.update?.(overview);
    },
    state: pulsing,
    ended: () => login('Your session has ended.'),
  });
  show();
}

/** Says whether what is shown is so now. */
function pulsing() {
  const lost = state.live?.state === 'lost';
  const down = state.overview?.health?.status === 'DOWN';
  put(pulse, el('span', { class: 'dot ' + (lost || down ? 'bad' : 'good'), 'aria-hidden': 'true' }), lost ? 'reconnecting' : down ? 'store away' : 'live');
  const key = lost ? 'lost' : down ? 'down' : '';
  if (banner.dataset.key === key) return;
  banner.dataset.key = key;
  banner.hidden = key === '';
  if (lost) put(banner, 'The service is not heard. The figures are those of ', state.overview ? since(state.overview.at) : 'before', '; the page tries again by itself.');
  if (!lost && down) put(banner, 'The store does not answer. Each figure says how old it is; changes cannot be made until it is back.');
}

async function show() {
  const [page, search = ''] = location.hash.replace(/^#\//, '').split('?');
  const known = PAGES.find(([name]) => name === page);
  const name = known || INNER[page] ? page : 'now';
  const permission = known ? known[2] : INNER[name]?.[1] || 'read';
  state.page?.close?.();
  state.page = null;
  state.turn += 1;
  const turn = state.turn;
  menu(INNER[name]?.[0] || name);
  if (!state.session.may.includes(permission)) {
    put(main, el('h1', {}, 'Not for this key'), el('p', {}, `This page needs the permission ${permission}.`));
    return;
  }
  const module = await import(`./page-${name}.js`);
  // While that was on its way, somebody may have gone on to another page, or logged out.
  if (turn !== state.turn) return;
  const place = el('div', { class: 'page page-' + name });
  put(main, place);
  const shown = module.show(place, new URLSearchParams(search), { may: (what) => state.session.may.includes(what), overview: () => state.overview });
  state.page = shown;
  document.title = shown.title + ' · Stipend';
  if (state.overview) shown.update?.(state.overview);
  nav.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

const theme = localStorage.getItem('stipend-theme');
if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
onUnknown(() => { if (state.session) login('Your session has ended.'); });
window.addEventListener('hashchange', () => { if (state.live) { show(); main.focus({ preventScroll: true }); window.scrollTo(0, 0); } });
setInterval(() => tick(document), 1000);

try {
  state.session = await get('/v1/session');
  if (state.session.known) enter();
  else login();
} catch (refused) {
  put(document.body, el('main', { class: 'alone' }, failure(refused)));
}
