// The parts that pages have in common.

import { el, id, put, svg } from './dom.js';
import { amount, counted, exact, percent } from './format.js';

/** A link to an account's page. */
export function accountLink(account) {
  const colon = account.indexOf(':');
  return el('a', { class: 'account', href: '#/account?id=' + encodeURIComponent(account) },
    el('span', { class: 'kind' }, account.slice(0, colon)), id(account.slice(colon + 1)));
}

export function reservationLink(reservation) {
  return el('a', { href: '#/reservation?id=' + encodeURIComponent(reservation) }, id(reservation));
}

/** What is spent, held and left of an allowance, as one bar; its text says the same. */
export function usageBar() {
  const spent = el('span', { class: 'spent' });
  const held = el('span', { class: 'held' });
  const bar = el('div', { class: 'bar', role: 'img' }, spent, held);
  bar.show = (books) => {
    const limited = books.limit !== undefined;
    const total = limited ? Number(books.limit) + Number(books.grants) : Number(books.spent) + Number(books.reserved);
    const used = Number(books.spent) + Number(books.reserved);
    const whole = Math.max(total, used, 1e-9);
    bar.classList.toggle('over', limited && used > total);
    bar.classList.toggle('unlimited', !limited);
    spent.style.width = (100 * Number(books.spent)) / whole + '%';
    held.style.width = (100 * Number(books.reserved)) / whole + '%';
    bar.setAttribute('aria-label', `${amount(books.spent, books.resource)} spent, ${amount(books.reserved, books.resource)} held`
      + (limited ? `, ${amount(books.available, books.resource)} left` : ', no limit'));
  };
  return bar;
}

export function badge(text, tone) {
  return el('span', { class: 'badge ' + tone }, text);
}

const CONCERNS = {
  'in-debt': ['in debt', 'bad'], 'at-cap': ['at cap', 'bad'], 'runs-out': ['runs out', 'warn'], frozen: ['frozen', 'cold'], 'near-cap': ['near cap', 'warn'],
};

export function concernBadge(concern) {
  return badge(...CONCERNS[concern]);
}

export function concernText(concern) {
  return CONCERNS[concern][0];
}

/** An amount, rounded, with the exact one as its title. */
export function amountOf(text, resource = 'credits') {
  return el('span', { class: 'amount', title: exact(text, resource) }, amount(text, resource));
}

/** The same with what it counts. */
export function countedOf(text, resource) {
  return el('span', { class: 'amount', title: exact(text, resource) }, counted(text, resource));
}

const SPARK_STEPS = 24;

/** A line of counts over time, small enough to stand beside a figure. */
export function sparkline(label) {
  const line = svg('path', { class: 'line' });
  const area = svg('path', { class: 'area' });
  const picture = svg('svg', { class: 'spark', viewBox: '0 0 120 32', preserveAspectRatio: 'none', role: 'img', 'aria-label': label }, area, line);
  picture.show = (all) => {
    // The last step is still under way; those before anything happened say nothing.
    const begin = Math.min(all.findIndex((value) => value > 0), all.length - 1 - SPARK_STEPS);
    const counts = all.slice(Math.max(0, begin === -1 ? all.length - 1 - SPARK_STEPS : begin), -1);
    const most = Math.max(1, ...counts);
    const points = counts.map((value, i) => `${((120 * i) / (counts.length - 1)).toFixed(1)},${(30 - (28 * value) / most).toFixed(1)}`);
    line.setAttribute('d', 'M' + points.join('L'));
    area.setAttribute('d', 'M0,32L' + points.join('L') + 'L120,32Z');
  };
  return picture;
}

/** A figure with its name, and what explains it. */
export function tile(name, more = {}) {
  const value = el('p', { class: 'value' }, '–');
  const note = el('p', { class: 'note' });
  const age = el('p', { class: 'age' });
  const children = [el('h3', {}, name), value, note, ...(more.below || []), age];
  const element = el('section', { class: 'tile ' + (more.tone || '') }, children);
  return {
    element,
    show(text, noted, asOf, tone = '') {
      put(value, ...[text].flat());
      put(note, ...[noted].flat());
      if (asOf) put(age, 'as of ', asOf);
      element.className = 'tile ' + tone;
    },
  };
}

/** A table with its head; `columns` are names, those that begin with > are of numbers. */
export function table(caption, columns) {
  const body = el('tbody');
  const element = el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    el('table', {}, el('caption', { class: 'unseen-text' }, caption),
      el('thead', {}, el('tr', {}, columns.map((name) => el('th', { scope: 'col', class: name.startsWith('>') ? 'number' : null }, name.replace('>', ''))))),
      body));
  return { element, body };
}

/** A row whose cells are made anew for each item; `cells` names them as the columns do, for narrow screens. */
export function row(cells) {
  const element = el('tr');
  element.show = (item) => {
    const texts = JSON.stringify(item);
    if (element.shown === texts) return;
    element.shown = texts;
    put(element, ...cells(item).map(([name, content, kind]) => el(kind === 'head' ? 'th' : 'td',
      { 'data-name': name, class: kind === 'number' ? 'number' : null, scope: kind === 'head' ? 'row' : null }, Array.isArray(content) && kind !== 'head' ? el('span', {}, content) : content)));
  };
  return element;
}

/** What is said where there is nothing to show. */
export function empty(text) {
  return el('p', { class: 'empty' }, text);
}

/** What went wrong, and what to do. */
export function problemText(refused) {
  const { detail, remedy } = refused.problem || { detail: String(refused.message) };
  return remedy && !detail.includes(remedy) ? `${detail}; ${remedy}` : detail;
}

export function failure(refused) {
  return el('p', { class: 'failure', role: 'alert' }, problemText(refused));
}

/** How far something is used, as text and colour. */
export function useText(use) {
  return el('span', { class: use >= 1 ? 'bad' : use >= 0.8 ? 'warn' : '' }, percent(use));
}

/** A field with its label. */
export function field(label, control) {
  return el('label', { class: 'field' }, el('span', {}, label), control);
}

let errors = 0;

/**
 * A field that says what is wrong with what is in it. `explain` gives that as text, or nothing; `check` shows it, tied to the control, and
 * says whether all is well. It is shown when somebody leaves the field or sends the form, and mended with each key from then on.
 */
export function checkedField(label, control, explain) {
  errors += 1;
  const error = el('p', { class: 'field-error', id: 'error-' + errors, hidden: true });
  control.setAttribute('aria-describedby', error.id);
  const check = () => {
    const text = control.disabled ? '' : explain(control.value.trim());
    control.setAttribute('aria-invalid', String(text !== ''));
    put(error, text);
    error.hidden = text === '';
    return text === '';
  };
  const isWrong = () => control.getAttribute('aria-invalid') === 'true';
  control.addEventListener('change', check);
  control.addEventListener('input', () => { if (isWrong() || control.disabled) check(); });
  return { element: el('div', { class: 'checked' }, field(label, control), error), control, check };
}

/** Checks fields, all of them, and goes to the first that is wrong. */
export function allRight(fields) {
  const wrong = fields.filter((each) => !each.check());
  wrong[0]?.control.focus();
  return wrong.length === 0;
}

export function select(options, value, onchange) {
  return el('select', { onchange: (event) => onchange && onchange(event.target.value) },
    options.map(([key, text]) => el('option', { value: key, selected: key === value }, text)));
}
