// How an account's credits have gone down, and where that leads if it goes on.

import { get, path, query } from './api.js';
import { chart } from './chart.js';
import { el, put } from './dom.js';
import { duration, percent, plural, till } from './format.js';
import { failure } from './parts.js';
import { overTime } from './spending.js';

const MINUTES = 60;
const STEPS = 60;
/** So many steps ahead are drawn. */
const AHEAD = 20;

export function burndown(account) {
  const plot = chart('Credits left over the last hour, and ahead');
  const words = el('p', { class: 'note' });
  const element = el('section', { class: 'panel' }, el('h2', {}, 'Burn-down'), words, plot.element);
  return {
    element,
    async show() {
      try {
        const [usage, books] = await Promise.all([
          get('/v1/usage' + query({ by: 'all', minutes: MINUTES, steps: STEPS, account })),
          get(path`/v1/accounts/${account}` + query({ forecast: true })),
        ]);
        if (element.isConnected) draw(usage, books.resources.credits, books.forecast, books.periodEndsAt);
      } catch (refused) {
        put(words, failure(refused));
      }
    },
    close: plot.close,
  };

  function draw(usage, credits, forecast, periodEndsAt) {
    const { times, series } = overTime(usage, ['']);
    const spent = series[0].values;
    const step = usage.stepMillis / 1000;
    if (credits.limit === undefined) {
      put(words, 'It has no limit of credits: this is what it spent in each minute.');
      plot.show({ times, series: [{ name: 'spent', values: spent, colour: '--spent', fill: true }] });
      return;
    }
    const left = leftBefore(spent, Number(credits.limit) + Number(credits.grants), Number(credits.spent));
    put(words, ...saying(forecast, periodEndsAt));
    const edges = [['at the slower pace', forecast.latestAt], ['at the faster pace', forecast.earliestAt]].filter(([, end]) => end);
    if (edges.length === 0) {
      plot.show({ times, series: [{ name: 'left', values: left, colour: '--spent', fill: true }] });
      return;
    }
    const ahead = Array.from({ length: AHEAD }, (unused, i) => times[times.length - 1] + (i + 1) * step);
    const inPeriod = (time) => !periodEndsAt || time * 1000 < Date.parse(periodEndsAt);
    const at = left[left.length - 1];
    /** From what is left now on, as fast as what is available is used up by an end of the interval. */
    const future = (end) => {
      const pace = (Number(credits.available) / (Date.parse(end) - Date.parse(forecast.asOf))) * usage.stepMillis;
      return [...left.map((value, i) => (i === left.length - 1 ? value : null)), ...ahead.map((time, i) => (inPeriod(time) ? Math.max(0, at - pace * (i + 1)) : null))];
    };
    plot.show({
      times: [...times, ...ahead],
      series: [
        { name: 'left', values: [...left, ...ahead.map(() => null)], colour: '--spent', fill: true },
        ...edges.map(([name, end], i) => ({ name, values: future(end), colour: '--held', dash: [4, 4], band: i === 1 })),
      ],
    });
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

/** What the service says of it. */
function saying(forecast, periodEndsAt) {
  switch (forecast.state) {
    case 'runs-out':
      return [
        'Expected to be empty ', till(forecast.expectedAt), ', and with a probability of 80 % between ', till(forecast.earliestAt), ' and ', till(forecast.latestAt), ': the band. ',
        forecast.checks ? `Of ${plural(forecast.checks, 'such interval')}, ${percent(forecast.measuredCoverage)} came true. ` : '',
        ...(forecast.beforePeriodEnds ? [] : ['Its period ends before, ', till(periodEndsAt), '.']),
      ];
    case 'empty':
      return ['Nothing is available.'];
    case 'never':
      return ['It spends nothing, or so little that it lasts for more than a year.'];
    case 'too-early':
      return [`Too little is known of its spending to say when it is empty: ${duration(forecast.enoughInMillis)} more are needed.`];
    default:
      return ['It spends in bursts too far apart to say when it is empty; hardly before ', till(forecast.earliestAt), '.'];
  }
}
