// What the page asks of the service: the same as anybody may ask, see /docs.

/** Why the service did not do something; `problem` is its document. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const listeners = [];

/** Is called when the service does not know the caller any more. */
export function onUnknown(listener) {
  listeners.push(listener);
}

async function send(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', redirect: 'error', ...options });
  } catch (unreachable) {
    if (unreachable.name === 'AbortError') throw unreachable;
    throw new Refused({ status: 0, code: 'UNREACHABLE', detail: 'The service cannot be reached.', remedy: 'try again in a moment' });
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  const problem = body || { status: response.status, code: 'UNREADABLE', detail: 'The answer cannot be read.' };
  if (problem.status === 401 && path !== '/v1/session') listeners.forEach((listener) => listener());
  throw new Refused(problem);
}

export function get(path, signal) {
  return send(path, { signal });
}

export function post(path, body) {
  return send(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** A path whose places are filled in. */
export function path(strings, ...values) {
  return strings.reduce((text, part, i) => text + encodeURIComponent(values[i - 1]) + part);
}

/** Parameters, without those that say nothing. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return given.length ? '?' + new URLSearchParams(given) : '';
}

/** The id of a change: with it, a change that is sent twice is made once. */
export function changeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return 'dashboard-' + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
