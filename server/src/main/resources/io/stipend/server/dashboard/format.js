// How amounts and times are shown. Amounts come as decimal text, and are exact until they are shown.

import { el } from './dom.js';

const UNIT = 100000000n;

/** Credits as a whole number of their smallest unit. */
export function units(text) {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(text);
  const value = BigInt(whole) * UNIT + BigInt(fraction.padEnd(8, '0'));
  return sign ? -value : value;
}

/** The text of so many units. */
export function unitsText(value) {
  const sign = value < 0n ? '-' : '';
  const positive = value < 0n ? -value : value;
  const fraction = (positive % UNIT).toString().padStart(8, '0').replace(/0+$/, '');
  return sign + positive / UNIT + (fraction ? '.' + fraction : '');
}

/** An amount of a resource in full, with what it counts. */
export function exact(text, resource = 'credits') {
  return unitsText(units(text)) + ' ' + nameOf(text, resource);
}

export const NAMES = {
  credits: 'credits', tokens: 'tokens', apiCalls: 'API calls', computeMillis: 'ms of compute', memoryBytes: 'bytes', slots: 'slots',
};

export const RESOURCES = Object.keys(NAMES);

const ONE = { credits: 'credit', tokens: 'token', apiCalls: 'API call', memoryBytes: 'byte', slots: 'slot' };

/** What an amount counts: one slot, two slots. */
export function nameOf(text, resource) {
  return (Number(text) === 1 && ONE[resource]) || NAMES[resource];
}

/** An amount as people read it, with what it counts. */
export function counted(text, resource) {
  return amount(text, resource) + ' ' + nameOf(text, resource);
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const cents = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const fine = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** An amount as people read it: rounded, where its digits say nothing more. */
export function amount(text, resource = 'credits') {
  const value = Number(text);
  const size = Math.abs(value);
  if (resource !== 'credits') return size >= 100000 ? compact.format(value) : whole.format(value);
  if (value === 0) return '0';
  if (size < 0.1) return fine.format(value);
  return size >= 100000 ? whole.format(value) : cents.format(value);
}

export function count(value) {
  return whole.format(value);
}

export function plural(value, one, many = one + 's') {
  return count(value) + ' ' + (value === 1 ? one : many);
}

export function percent(part) {
  if (part > 9.99) return '>999 %';
  return (part > 0 && part < 0.01 ? '<1' : Math.floor(part * 100 + 1e-9)) + ' %';
}

/** A share where hundredths of a percent say something. */
export function share(part) {
  return (100 * part).toFixed(2) + ' %';
}

/** How many times as much something is. */
export function ratio(value) {
  return cents.format(value);
}

let offset = 0;

/** Takes over the service's clock, by which all ages are counted. */
export function setClock(serverTime) {
  offset = Date.parse(serverTime) - Date.now();
}

export function now() {
  return Date.now() + offset;
}

/** How long something is, in its two largest units at most. */
export function duration(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 60) return seconds + ' s';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes + ' min' + (minutes < 10 && seconds % 60 ? ' ' + (seconds % 60) + ' s' : '');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return hours + ' h' + (minutes % 60 ? ' ' + (minutes % 60) + ' min' : '');
  return Math.floor(hours / 24) + ' d' + (hours % 24 ? ' ' + (hours % 24) + ' h' : '');
}

function ago(time) {
  return now() - Date.parse(time) < 1500 ? 'now' : duration(now() - Date.parse(time)) + ' ago';
}

function until(time) {
  const left = Date.parse(time) - now();
  return left > 0 ? 'in ' + duration(left) : duration(-left) + ' ago';
}

/** When something was, counted on every second; the time itself is its title. */
export function since(time) {
  return clocked(time, 'since', ago);
}

/** When something will be, counted down every second. */
export function till(time) {
  return clocked(time, 'till', until);
}

function clocked(time, kind, text) {
  return el('time', { datetime: time, title: local(time), 'data-clock': kind }, text(time));
}

export function local(time) {
  return new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The time of day, with the day if that is another. */
export function clock(time) {
  const at = new Date(time);
  const today = at.toDateString() === new Date(now()).toDateString();
  return at.toLocaleString('en-GB', today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' });
}

/** Counts all ages on; called every second. */
export function tick(root) {
  for (const time of root.querySelectorAll('time[data-clock]')) {
    const text = (time.dataset.clock === 'since' ? ago : until)(time.getAttribute('datetime'));
    if (time.firstChild.data !== text) time.firstChild.data = text;
  }
}
