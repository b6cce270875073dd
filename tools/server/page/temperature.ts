/** A card for one temperature sensor: object 3303. */
import { makeChart } from './chart.js';
import { perform } from './connection.js';
import { h, setText, type Part } from './element.js';
import { keepLive } from './live.js';
import { makeStatus } from './status.js';
import { historyOf, now, store, valueOf } from './store.js';
import { shortNumber, timeOfDay, unit } from './words.js';

const enum Temperature {
  MinMeasured = 5601,
  MaxMeasured = 5602,
  ResetMinMax = 5605,
  Value = 5700,
  Units = 5701,
  ApplicationType = 5750,
}

const READ_ONCE = [Temperature.Units, Temperature.ApplicationType, Temperature.MinMeasured, Temperature.MaxMeasured];

export function makeTemperature(endpoint: string, instance: number): Part {
  const base = `/3303/${instance}`;
  const status = makeStatus();
  const live = keepLive(endpoint, base, [Temperature.Value], READ_ONCE, status);
  const view = (id: number): ReturnType<typeof valueOf> => valueOf(endpoint, `${base}/${id}`);

  const title = h('h3', {}, 'Temperature');
  const figure = h('span', { class: 'figure' }, '–');
  const units = h('span', { class: 'units' }, '');
  const since = h('span', { class: 'since' }, '');
  const chart = makeChart(`Temperature of ${base} over time`);
  const lowest = h('output', {}, '–');
  const highest = h('output', {}, '–');
  const reset = h('button', { type: 'button', class: 'quiet', onclick: resetMinMax }, 'Reset');
  const element = h(
    'article',
    { class: 'card temperature', 'aria-label': `Temperature ${base}` },
    h('header', {}, title, h('code', {}, base)),
    h('div', { class: 'main' }, figure, units, since),
    chart.element,
    h('div', { class: 'row extremes' }, h('span', { class: 'label' }, 'Lowest'), lowest, h('span', { class: 'label' }, 'Highest'), highest, reset),
    status.element,
  );

  async function refreshExtremes(): Promise<void> {
    for (const id of [Temperature.MinMeasured, Temperature.MaxMeasured]) if (live.has(id)) await perform('read', { endpoint, path: `${base}/${id}` });
  }

  function resetMinMax(): void {
    void status.run('Resetting', async () => {
      await perform('execute', { endpoint, path: `${base}/${Temperature.ResetMinMax}` });
      await refreshExtremes();
    });
  }

  function update(): void {
    live.update();
    const usable = store.connected && store.clients.get(endpoint)?.state === 'registered';
    const value = view(Temperature.Value);
    const sign = unit(view(Temperature.Units)?.text ?? '');
    const stale = value?.number != null && (value.number < (view(Temperature.MinMeasured)?.number ?? -Infinity) || value.number > (view(Temperature.MaxMeasured)?.number ?? Infinity));
    setText(title, view(Temperature.ApplicationType)?.text || (instance === 0 ? 'Temperature' : `Temperature ${instance}`));
    setText(figure, value?.number == null ? '–' : value.number.toFixed(1));
    setText(units, sign);
    setText(since, value === undefined ? '' : `at ${timeOfDay(value.time)}`);
    setText(lowest, extreme(Temperature.MinMeasured));
    setText(highest, extreme(Temperature.MaxMeasured));
    reset.disabled = !usable || !live.has(Temperature.ResetMinMax);
    chart.show(historyOf(endpoint, `${base}/${Temperature.Value}`), now(), sign);
    element.classList.toggle('gone', !usable);
    if (stale && usable) refreshWhenIdle();
  }

  let refreshing = false;
  /** The extremes are not observed: a value beyond them says that they have moved. */
  function refreshWhenIdle(): void {
    if (refreshing) return;
    refreshing = true;
    void status.run('Asking the device', refreshExtremes).finally(() => (refreshing = false));
  }

  function extreme(id: number): string {
    const number = view(id)?.number;
    return number == null ? '–' : `${shortNumber(number)} ${unit(view(Temperature.Units)?.text ?? '')}`.trim();
  }

  return { element, update };
}
