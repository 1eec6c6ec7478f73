// How an account's credits have gone down, and where that leads if it goes on.

import { get, query } from './api.js';
import { chart } from './chart.js';
import { el, put } from './dom.js';
import { amount, now, till } from './format.js';
import { failure } from './parts.js';
import { overTime } from './page-usage.js';

const MINUTES = 60;
const STEPS = 60;
/** So many steps ahead are drawn. */
const AHEAD = 20;
/** The pace of the last steps is one edge of the band, that of all of them the other. */
const RECENT = 10;

export function burndown(account) {
  const plot = chart('Credits left over the last hour, and ahead');
  const words = el('p', { class: 'note' });
  const element = el('section', { class: 'panel' }, el('h2', {}, 'Burn-down'), words, plot.element);
  return {
    element,
    async show(books) {
      try {
        const usage = await get('/v1/usage' + query({ by: 'all', minutes: MINUTES, steps: STEPS, account }));
        if (element.isConnected) draw(usage, books.resources.credits, books.periodEndsAt);
      } catch (refused) {
        put(words, failure(refused));
      }
    },
    close: plot.close,
  };

  function draw(usage, credits, periodEndsAt) {
    const { times, series } = overTime(usage, ['']);
    const spent = series[0].values;
    const step = usage.stepMillis / 1000;
    if (credits.limit === undefined) {
      put(words, 'It has no limit of credits: this is what it spent in each minute.');
      plot.show({ times, series: [{ name: 'spent', values: spent, colour: '--spent', fill: true }] });
      return;
    }
    const left = leftBefore(spent, Number(credits.limit) + Number(credits.grants), Number(credits.spent));
    const ahead = Array.from({ length: AHEAD }, (unused, i) => times[times.length - 1] + (i + 1) * step);
    const inPeriod = (time) => !periodEndsAt || time * 1000 < Date.parse(periodEndsAt);
    const recent = mean(spent.slice(-RECENT));
    const active = spent.slice(spent.findIndex((value) => value > 0));
    const whole = spent.some((value) => value > 0) ? mean(active) : 0;
    const at = left[left.length - 1];
    const future = (pace) => [...left.map((value, i) => (i === left.length - 1 ? value : null)), ...ahead.map((time, i) => (inPeriod(time) ? Math.max(0, at - pace * (i + 1)) : null))];
    const [slow, fast] = [Math.min(recent, whole), Math.max(recent, whole)];
    plot.show({
      times: [...times, ...ahead],
      series: [
        { name: 'left', values: [...left, ...ahead.map(() => null)], colour: '--spent', fill: true },
        { name: 'at the slower pace', values: future(slow), colour: '--held', dash: [4, 4] },
        { name: 'at the faster pace', values: future(fast), colour: '--held', dash: [4, 4], band: true },
      ],
    });
    put(words, ...saying(at, recent, step, periodEndsAt));
  }
}

/** What was left at the end of each step, as far as spending explains it: grants and refunds are not looked back at. */
function leftBefore(spent, allowance, spentNow) {
  let left = allowance - spentNow;
  const values = [];
  for (let i = spent.length - 1; i >= 0; i -= 1) {
    values.unshift(Math.min(allowance, Math.max(0, left)));
    left += spent[i];
  }
  return values;
}

function saying(left, pace, step, periodEndsAt) {
  if (!(pace > 0)) return ['Nothing was spent in the last minutes.'];
  const empty = new Date(now() + (left / pace) * step * 1000);
  const words = [`${amount(String(pace))} credits a minute in the last ${RECENT} minutes. `];
  if (left <= 0) return [...words, 'Nothing is left.'];
  if (periodEndsAt && empty > new Date(periodEndsAt)) return [...words, 'At that pace it lasts until its period ends, ', till(periodEndsAt), '.'];
  return [...words, 'At that pace it is empty ', till(empty.toISOString()), '. The band is between that pace and the mean of the hour.'];
}

function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;
}
