/** A card for one light: object 3311. */
import { perform } from './connection.js';
import { h, setText, svg, type Part } from './element.js';
import { keepLive } from './live.js';
import { makeStatus } from './status.js';
import { now, store, valueOf } from './store.js';
import { stopwatch } from './words.js';

const enum Light {
  Colour = 5706,
  ApplicationType = 5750,
  OnOff = 5850,
  Dimmer = 5851,
  OnTime = 5852,
}

export function makeLight(endpoint: string, instance: number): Part {
  const base = `/3311/${instance}`;
  const status = makeStatus();
  const live = keepLive(endpoint, base, [Light.OnOff, Light.Dimmer, Light.Colour], [Light.OnTime, Light.ApplicationType], status);
  const number = (id: Light): number | null => valueOf(endpoint, `${base}/${id}`)?.number ?? null;
  const text = (id: Light): string => valueOf(endpoint, `${base}/${id}`)?.text ?? '';

  const title = h('h3', {}, 'Light');
  const bulb = makeBulb();
  const toggle = h('button', { class: 'switch', role: 'switch', 'aria-checked': 'false', type: 'button', onclick: flip }, h('span', { class: 'knob' }));
  const word = h('span', { class: 'word' }, '–');
  const dimmer = h('input', { type: 'range', min: 0, max: 100, step: 1, id: `dimmer-${instance}`, oninput: dim });
  const percent = h('output', { for: `dimmer-${instance}` }, '–');
  const colour = h('input', { type: 'color', id: `colour-${instance}`, onchange: paint });
  const colourText = h('output', { for: `colour-${instance}` }, '');
  const onTime = h('span', {}, '–');
  const dimmerRow = h('div', { class: 'row' }, h('label', { for: `dimmer-${instance}` }, 'Brightness'), dimmer, percent);
  const colourRow = h('div', { class: 'row' }, h('label', { for: `colour-${instance}` }, 'Colour'), colour, colourText);
  const timeRow = h('div', { class: 'row' }, h('span', { class: 'label' }, 'On time'), onTime);
  const element = h(
    'article',
    { class: 'card light', 'aria-label': `Light ${base}` },
    h('header', {}, title, h('code', {}, base)),
    h('div', { class: 'main' }, bulb, word, toggle),
    dimmerRow,
    colourRow,
    timeRow,
    status.element,
  );

  /** What was asked for and is not yet known to be so, by resource. */
  const wanted = new Map<Light, string>();
  let sending = false;

  function flip(): void {
    want(Light.OnOff, toggle.getAttribute('aria-checked') === 'true' ? 'false' : 'true');
  }

  function dim(): void {
    want(Light.Dimmer, dimmer.value);
  }

  function paint(): void {
    want(Light.Colour, colour.value);
  }

  /** Writes a value. While one is under way only the last of the others is kept, so that a slider does not queue up. */
  function want(id: Light, value: string): void {
    wanted.set(id, value);
    update();
    if (!sending) void send();
  }

  async function send(): Promise<void> {
    sending = true;
    for (let next = first(wanted); next !== undefined; next = first(wanted)) {
      const [id, value] = next;
      const path = `${base}/${id}`;
      const worked = await status.run('Writing', async () => {
        await perform('write', { endpoint, path, text: value });
        // What the device made of it, and also where it is not observed.
        await perform('read', { endpoint, path });
      });
      if (wanted.get(id) === value || !worked) wanted.delete(id);
    }
    sending = false;
    update();
  }

  /** The on time is not observed: when the light is switched it is asked for, and counted on from there. */
  let switchedAt = 0;
  function followOnTime(): void {
    const switched = valueOf(endpoint, `${base}/${Light.OnOff}`);
    if (switched === undefined || switched.time === switchedAt || sending || !live.has(Light.OnTime)) return;
    switchedAt = switched.time;
    void status.run('Reading', () => perform('read', { endpoint, path: `${base}/${Light.OnTime}` }));
  }

  function update(): void {
    live.update();
    followOnTime();
    const usable = store.connected && store.clients.get(endpoint)?.state === 'registered';
    const known = number(Light.OnOff);
    const on = wanted.has(Light.OnOff) ? wanted.get(Light.OnOff) === 'true' : known === 1;
    const level = wanted.has(Light.Dimmer) ? Number(wanted.get(Light.Dimmer)) : number(Light.Dimmer);
    const hue = wanted.get(Light.Colour) ?? text(Light.Colour);

    setText(title, text(Light.ApplicationType) || (instance === 0 ? 'Light' : `Light ${instance}`));
    toggle.setAttribute('aria-checked', String(on));
    toggle.setAttribute('aria-label', `${title.textContent ?? ''} on`);
    toggle.disabled = !usable || (known === null && !wanted.has(Light.OnOff));
    setText(word, known === null ? '–' : on ? 'On' : 'Off');

    dimmer.disabled = !usable || level === null;
    if (level !== null && Number(dimmer.value) !== level) dimmer.value = String(level);
    dimmer.style.setProperty('--filled', `${level ?? 0}%`);
    setText(percent, level === null ? '–' : `${level} %`);
    dimmerRow.classList.toggle('absent', level === null);

    const cssColour = CSS.supports('color', hue) ? hue : '';
    colour.disabled = !usable || valueOf(endpoint, `${base}/${Light.Colour}`) === undefined;
    if (/^#[0-9a-f]{6}$/i.test(hue) && colour.value !== hue.toLowerCase()) colour.value = hue.toLowerCase();
    setText(colourText, hue === '' ? 'not set' : hue);
    colourRow.classList.toggle('absent', valueOf(endpoint, `${base}/${Light.Colour}`) === undefined);

    const counted = valueOf(endpoint, `${base}/${Light.OnTime}`);
    const running = known === 1 && counted !== undefined ? (now() - counted.time) / 1000 : 0;
    setText(onTime, counted?.number == null ? '–' : stopwatch(counted.number + running));
    timeRow.classList.toggle('absent', counted === undefined);

    element.classList.toggle('on', on);
    element.classList.toggle('gone', !usable);
    element.style.setProperty('--glow', String(on ? 0.25 + 0.75 * ((level ?? 100) / 100) : 0));
    element.style.setProperty('--colour', cssColour === '' ? '#ffcf6b' : cssColour);
  }

  return { element, update };
}

function first<K, V>(map: ReadonlyMap<K, V>): [K, V] | undefined {
  for (const entry of map) return entry;
  return undefined;
}

function makeBulb(): SVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 64 64', class: 'bulb', 'aria-hidden': 'true' },
    svg('circle', { class: 'halo', cx: '32', cy: '28', r: '27' }),
    svg('path', { class: 'glass', d: 'M32 8a19 19 0 0 0-11 34.5c2.3 1.8 3.5 3.6 3.5 6V50h15v-1.500c0-2.400 1.200-4.200 3.500-6A19 19 0 0 0 32 8Z' }),
    svg('path', { class: 'base', d: 'M25.500 54h13M27.500 58.500h9' }),
  );
}
