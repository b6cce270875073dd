/** A line chart of one number over time. */
import type { Point } from '../web/views';
import { h, setText, svg } from './element.js';
import { place, scaleOf } from './scale.js';
import { duration, shortNumber, timeOfDay } from './words.js';

export interface Chart {
  readonly element: HTMLElement;
  show(points: readonly Point[], now: number, units: string): void;
}

/** The drawing's own units; CSS stretches it. */
const WIDTH = 600;
const HEIGHT = 100;

/** @param label What it shows, for those who do not see it. */
export function makeChart(label: string): Chart {
  const line = svg('path', { class: 'line' });
  const area = svg('path', { class: 'area' });
  const grid = svg('path', { class: 'grid' });
  const drawing = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, grid, area, line);
  const dot = h('span', { class: 'dot' });
  const ticks = h('div', { class: 'ticks', 'aria-hidden': 'true' });
  const since = h('span', {}, '');
  const readout = h('output', {}, '');
  const plot = h('div', { class: 'plot' }, drawing, ticks, dot);
  const foot = h('div', { class: 'foot' }, since, readout, h('span', {}, 'now'));
  const element = h('figure', { class: 'chart', role: 'img', 'aria-label': label }, plot, foot);

  let shown: readonly Point[] = [];
  let scale = scaleOf([[0, 0]], 0);
  let units = '';

  plot.addEventListener('pointermove', (event) => {
    const { left, width } = plot.getBoundingClientRect();
    const time = scale.from + ((event.clientX - left) / width) * (scale.to - scale.from);
    const nearest = shown.reduce<Point | undefined>(
      (best, point) => (best === undefined || Math.abs(point[0] - time) < Math.abs(best[0] - time) ? point : best),
      undefined,
    );
    if (nearest === undefined) return;
    moveDot(nearest);
    setText(readout, `${shortNumber(nearest[1])} ${units} at ${timeOfDay(nearest[0])}`);
  });
  plot.addEventListener('pointerleave', () => {
    setText(readout, '');
    moveDot(shown[shown.length - 1]);
  });

  function moveDot(point: Point): void {
    dot.style.left = `${100 * place(point[0], scale.from, scale.to)}%`;
    dot.style.bottom = `${100 * place(point[1], scale.low, scale.high)}%`;
  }

  return {
    element,
    show(points, now, newUnits) {
      element.classList.toggle('blank', points.length === 0);
      if (points.length === 0) return;
      shown = points;
      units = newUnits;
      scale = scaleOf(points, now);
      const x = (time: number): string => (WIDTH * place(time, scale.from, scale.to)).toFixed(1);
      const y = (value: number): string => (HEIGHT * (1 - place(value, scale.low, scale.high))).toFixed(1);
      // The last value holds until now.
      const last = points[points.length - 1];
      const path = points.map(([time, value]) => `${x(time)} ${y(value)}`).join(' L') + ` L${x(now)} ${y(last[1])}`;
      line.setAttribute('d', `M${path}`);
      area.setAttribute('d', `M${x(points[0][0])} ${HEIGHT} L${path} L${x(now)} ${HEIGHT} Z`);
      grid.setAttribute('d', scale.ticks.map((tick) => `M0 ${y(tick)} H${WIDTH}`).join(''));
      ticks.replaceChildren(
        ...scale.ticks.map((tick) => {
          const text = h('span', {}, shortNumber(tick));
          text.style.bottom = `${100 * place(tick, scale.low, scale.high)}%`;
          return text;
        }),
      );
      setText(since, `${duration(now - scale.from)} ago`);
      if (readout.textContent === '') moveDot(last);
    },
  };
}
