// How good forecasts of what steps use were: what was held and used, what was stated and came true, how often holds were extended.

import { get } from './api.js';
import { el, id, put, reconcile } from './dom.js';
import { amount, count, percent, plural, ratio, share, since } from './format.js';
import { badge, empty, failure, row, table, tile } from './parts.js';

const AGAIN_MILLIS = 3000;

/** Of fewer steps that were expected to be longer, chance says more than the forecasts do. */
const LEAST_EXPECTED = 5;

/** By chance alone, what is measured is farther from what was stated once in twenty times. */
const DEVIATIONS = 2;

export function show(root) {
  const said = el('div', {});
  const off = el('section', { class: 'panel' }, el('h2', {}, 'Forecasts are not configured'),
    el('p', {}, 'Nothing is learned from what steps used, and a step that does not say how many tokens it takes is held at the estimate of the configuration. With forecasts.enabled: true, it is held at what steps like it used.'));
  const nothing = empty('No step that was forecast has been settled since this process began.');
  const steps = tile('Steps settled');
  const held = tile('Held over used');
  const extended = tile('Extensions a step');
  const models = table('Models', ['Model', '>Steps', '>Used a step', '>Held a step', '>Held over used', 'Used of what was held', '>Extensions a step', '>Refused']);
  const holds = table('Suggested holds', ['Model', '>Usual input', '>Hold if streamed', '>Hold if not', '>Like it']);
  const tooFew = empty('Too few steps were settled to suggest a hold: until about a hundred are, the cap is held.');
  const holdsNote = el('p', { class: 'note' });
  const calibration = table('Stated and measured', ['Model', '>Stated', '>Measured', '>Steps', '>Longer', 'So far']);
  const shown = el('div', { class: 'stack' });
  let timer = null;
  let over = false;

  async function ask() {
    try {
      const forecasts = await get('/v1/forecasts');
      if (over) return;
      put(said);
      render(forecasts);
    } catch (failed) {
      put(said, failure(failed));
    }
    if (!over) timer = setTimeout(ask, AGAIN_MILLIS);
  }

  function render(forecasts) {
    const any = forecasts.models.length > 0;
    off.hidden = forecasts.enabled;
    nothing.hidden = !forecasts.enabled || any;
    shown.hidden = !any;
    if (!any) return;
    const sum = (name) => forecasts.models.reduce((total, each) => total + Number(each[name]), 0);
    const number = sum('steps');
    const asOf = () => since(forecasts.asOf);
    steps.show(count(number), `of ${plural(forecasts.models.length, 'model')}`, asOf());
    held.show(sum('outputUsed') ? ratio(sum('outputHeld') / sum('outputUsed')) : '–', 'output tokens held in the end, for each that was used', asOf());
    extended.show(number ? ratio(sum('extensions') / number) : '–', `${count(sum('extensions'))} in all; for ${count(sum('refusedExtensions'))} there was too little`, asOf(), sum('refusedExtensions') ? 'warn' : '');
    reconcile(models.body, forecasts.models, nameOf, modelRow);
    const suggested = forecasts.models.filter((each) => each.suggested);
    tooFew.hidden = suggested.length > 0;
    holds.element.hidden = suggested.length === 0;
    put(holdsNote, `Output tokens for the next step with a usual input. If it is not streamed, ${share(forecasts.risk)} of such steps use more; a stream begins with less, and is extended as it goes on.`);
    reconcile(holds.body, suggested, nameOf, suggestionRow);
    reconcile(calibration.body, forecasts.models.flatMap((each) => each.calibration.map((stated) => ({ ...stated, model: each.model }))),
      (each) => nameOf(each) + '\n' + each.stated, calibrationRow);
  }

  shown.append(
    el('div', { class: 'tiles' }, steps.element, held.element, extended.element),
    el('section', { class: 'panel' }, el('h2', {}, 'Held against used, by model'), models.element),
    el('section', { class: 'panel' }, el('h2', {}, 'Suggested holds, by model'), holdsNote, tooFew, holds.element),
    el('section', { class: 'panel' }, el('h2', {}, 'Stated against measured'),
      el('p', { class: 'note' }, 'Each forecast states how many tokens must be available, and which share of steps will use more. As stated means that what was measured is no farther from it than chance explains.'),
      calibration.element));
  root.append(
    el('h1', {}, 'Estimates'),
    el('p', { class: 'note' }, 'How good the forecasts of this process were since it began, of all tenants together. stipend forecasts shows those of all nodes, as they kept them.'),
    said, off, nothing, shown);
  off.hidden = true;
  nothing.hidden = true;
  shown.hidden = true;
  ask();
  return {
    title: 'Estimates',
    close() {
      over = true;
      clearTimeout(timer);
    },
  };
}

function nameOf(each) {
  return each.model ?? '';
}

function model(each) {
  return nameOf(each) === '' ? el('span', { class: 'note' }, 'none named') : id(each.model);
}

function modelRow() {
  return row((each) => [
    ['Model', model(each), 'head'],
    ['Steps', count(each.steps), 'number'],
    ['Used a step', tokens(each.outputUsed, each.steps), 'number'],
    ['Held a step', tokens(each.outputHeld, each.steps), 'number'],
    ['Held over used', each.outputHeldOverUsed === undefined ? '–' : ratio(each.outputHeldOverUsed), 'number'],
    ['Used of what was held', usedBar(Number(each.outputUsed), Number(each.outputHeld))],
    ['Extensions a step', each.steps ? ratio(each.extensions / each.steps) : '–', 'number'],
    ['Refused', count(each.refusedExtensions), 'number'],
  ]);
}

/** What the forecaster would hold now. Of few steps like it, it leans on all of the model. */
function suggestionRow() {
  return row(({ suggested, ...each }) => [
    ['Model', model(each), 'head'],
    ['Usual input', amount(suggested.inputTokens, 'tokens'), 'number'],
    ['Hold if streamed', amount(suggested.firstHold, 'tokens'), 'number'],
    ['Hold if not', amount(suggested.fit, 'tokens'), 'number'],
    ['Like it', plural(suggested.samples, 'step'), 'number'],
  ]);
}

function tokens(text, number) {
  return number ? amount(String(Number(text) / number), 'tokens') : '–';
}

/** How much of what was held was used, as a bar; its text says the same. */
function usedBar(used, held) {
  const part = held > 0 ? Math.min(1, used / held) : 0;
  const spent = el('span', { class: 'spent' });
  spent.style.width = 100 * part + '%';
  return el('div', { class: 'bar', role: 'img', 'aria-label': percent(part) + ' of what was held was used' }, spent);
}

function calibrationRow() {
  return row((each) => [
    ['Model', model(each), 'head'],
    ['Stated', share(each.stated), 'number'],
    ['Measured', each.measured === undefined ? '–' : share(each.measured), 'number'],
    ['Steps', count(each.steps), 'number'],
    ['Longer', count(each.above), 'number'],
    ['So far', soFar(each)],
  ]);
}

/** Whether what came true is what was stated, as far as so many steps can say. */
function soFar({ stated, steps, above }) {
  const expected = steps * stated;
  const apart = above - expected;
  const chance = DEVIATIONS * Math.sqrt(expected * (1 - stated));
  if (Math.abs(apart) <= chance) return expected < LEAST_EXPECTED ? badge('too few to say', '') : badge('as stated', 'good');
  return apart > 0 ? badge('longer more often', 'warn') : badge('longer less often', 'cold');
}
