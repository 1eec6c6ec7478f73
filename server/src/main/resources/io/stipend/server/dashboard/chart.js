// Charts over time, drawn by uPlot, in the colours of the theme.

import { el } from './dom.js';
import { amount } from './format.js';

const COLOURS = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6', '--series-7'];

let loading = null;

/** uPlot, when a chart is first wanted. */
function library() {
  if (!loading) {
    document.head.append(el('link', { rel: 'stylesheet', href: '/dashboard/uplot.css' }));
    loading = import('/dashboard/uplot.js').then((module) => module.default);
  }
  return loading;
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * A chart. `show({ times, series, stacked })` draws: times in seconds; each series has a name, values (null where there is none), and
 * perhaps a colour, a dash, or `band: true`, which fills down to the series before it.
 */
export function chart(label, height = 240) {
  const place = el('div', { class: 'plot' });
  const element = el('figure', { class: 'chart', role: 'img', 'aria-label': label }, place);
  let latest = null;
  let drawn = null;
  let width = 0;
  let closed = false;

  const canDraw = () => !closed && latest && element.isConnected && element.clientWidth > 0;

  async function draw() {
    if (!canDraw()) return;
    const UPlot = await library();
    // While that was on its way, somebody may have gone to another page.
    if (!canDraw()) return;
    const { times, series, stacked } = latest;
    const values = stacked ? sums(series) : series.map((each) => each.values);
    drawn?.destroy();
    width = element.clientWidth;
    drawn = new UPlot(options(width, height, series, stacked), [times, ...values], place);
  }

  const observer = new ResizeObserver(() => { if (Math.abs(element.clientWidth - width) > 2) draw(); });
  observer.observe(element);
  const onTheme = () => draw();
  window.addEventListener('theme', onTheme);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onTheme);
  return {
    element,
    show(data) {
      const text = JSON.stringify(data);
      if (text === latest?.text) return;
      latest = { ...data, text };
      draw();
    },
    close() {
      closed = true;
      observer.disconnect();
      window.removeEventListener('theme', onTheme);
      matchMedia('(prefers-color-scheme: dark)').removeEventListener('change', onTheme);
      drawn?.destroy();
      drawn = null;
    },
  };
}

/** Each series on top of those after it, so that the first is drawn last and lies below. */
function sums(series) {
  const totals = series[0]?.values.map(() => 0) || [];
  return series.map((each) => each.values.map((value, i) => { totals[i] += value || 0; return totals[i]; })).reverse();
}

function options(width, height, series, stacked) {
  const ink = colour('--muted');
  const line = colour('--line');
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif' };
  const drawn = series.map((each, i) => {
    const stroke = colour(each.colour || COLOURS[i % COLOURS.length]);
    return { label: each.name, stroke, width: each.hidden ? 0 : stacked ? 1 : 2, dash: each.dash, points: { show: false }, fill: stacked ? `color-mix(in srgb, ${stroke} 55%, ${colour('--surface')})` : each.fill ? `color-mix(in srgb, ${stroke} 14%, transparent)` : undefined };
  });
  if (stacked) drawn.reverse();
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (plot, least, most) => [0, most > 0 ? most * 1.08 : 1] } },
    axes: [{ ...axis, size: 30, values: (plot, ticks, at, space, step) => ticks.map((tick) => timeOf(tick, step)) }, { ...axis, size: 58, values: (plot, ticks) => ticks.map((tick) => amount(String(tick))) }],
    bands: series.flatMap((each, i) => (each.band ? [{ series: [i, i + 1], fill: `color-mix(in srgb, ${colour(each.colour)} 18%, transparent)` }] : [])),
    series: [{}, ...drawn],
  };
}

/** A time on the axis: the day where a step is half a day or more. */
function timeOf(seconds, step) {
  const at = new Date(seconds * 1000);
  return step >= 43200 ? at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }) : at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: step < 60 ? '2-digit' : undefined });
}

/** What the colours of a chart mean. */
export function legend(names) {
  return el('ul', { class: 'legend' }, names.map((name, i) => el('li', {}, el('span', { class: 'swatch swatch-' + ((i % COLOURS.length) + 1), 'aria-hidden': 'true' }), name)));
}
