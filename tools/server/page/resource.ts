/** One resource: its value, and buttons for what it allows. */
import type { ResourceView } from '../web/views';
import { makeChart, type Chart } from './chart.js';
import { perform } from './connection.js';
import { h, setText, type Part } from './element.js';
import { makeField } from './field.js';
import { makeStatus } from './status.js';
import { historyOf, now, store, valueOf } from './store.js';
import { timeOfDay, unit } from './words.js';

const NUMERIC: readonly string[] = ['Integer', 'Unsigned Integer', 'Float'];

/** @param shortName What stands before the value, where the name would repeat what is above. */
export function makeResource(endpoint: string, resource: ResourceView, shortName = resource.name): Part {
  const { path, name, operations, type, multiple } = resource;
  const status = makeStatus();
  const value = h('output', { class: 'value' }, '');
  const live = button('Live', operations.includes('R'), `Have changes of ${name} reported`, toggleLive);
  const read = button('Read', operations.includes('R'), `Read ${name}`, () => run('Reading', 'read'));
  const write = button('Write', operations.includes('W') && !multiple, `Write ${name}`, () => openForm('write'));
  const execute = button('Execute', operations.includes('E'), `Execute ${name}`, () => openForm('execute'));
  const form = h('div', { class: 'form', hidden: true });
  const chartRow = h('div', { class: 'chartRow', hidden: true });
  const below = h('div', { class: 'below', role: 'list', hidden: !multiple });
  const row = h(
    'div',
    { class: 'resource' },
    h('span', { class: 'name', title: resource.description }, shortName, h('code', {}, String(resource.id)), ...attributeTags(resource)),
    h('span', { class: 'cell' }, value),
    h('span', { class: 'actions' }, live, read, write, execute),
  );
  const element = h('div', { class: 'entry', role: 'listitem' }, row, form, status.element, chartRow, below);
  const instances = new Map<string, Part>();
  let chart: Chart | undefined;

  function run(what: string, operation: string, text?: string): Promise<boolean> {
    return status.run(what, () => perform(operation, { endpoint, path, ...(text !== undefined && { text }) }));
  }

  function toggleLive(): void {
    if (isObserved()) void run('Cancelling', 'cancel');
    else {
      void status.run('Observing', async () => {
        const { established } = await perform('observe', { endpoint, path });
        if (established === false) throw new Error('The device answered but does not report changes; use Read.');
      });
    }
  }

  function openForm(operation: 'write' | 'execute'): void {
    const close = (): void => {
      status.clear();
      form.hidden = true;
      form.replaceChildren();
      (operation === 'write' ? write : execute).focus();
    };
    const submit = async (text: string): Promise<void> => {
      const worked = await run(operation === 'write' ? 'Writing' : 'Executing', operation, text);
      if (!worked) return;
      close();
      if (operation === 'write' && operations.includes('R')) await run('Reading', 'read');
    };
    status.clear();
    form.replaceChildren(makeField(operation, resource, valueOf(endpoint, path)?.input ?? '', submit, close));
    form.hidden = false;
    form.querySelector<HTMLElement>('input, select')?.focus();
  }

  function isObserved(): boolean {
    return store.clients.get(endpoint)?.observed.includes(path) ?? false;
  }

  /** The instances of a multiple resource, each a row of its own. */
  function showInstances(): void {
    const known = [...(store.values.get(endpoint)?.keys() ?? [])].filter((other) => other.startsWith(`${path}/`));
    for (const other of known) {
      let part = instances.get(other);
      if (part === undefined) {
        const id = Number(other.slice(path.length + 1));
        part = makeResource(endpoint, { ...resource, path: other, id, name: `${name} ${id}`, multiple: false, attributes: {} }, 'instance');
        instances.set(other, part);
        below.append(part.element);
      }
      part.update();
    }
  }

  return {
    element,
    update() {
      const usable = store.connected && store.clients.get(endpoint)?.state === 'registered';
      for (const one of [live, read, write, execute]) one.disabled = !usable;
      const observed = isObserved();
      live.setAttribute('aria-pressed', String(observed));
      const shown = valueOf(endpoint, path);
      const units = unit(resource.units);
      setText(value, shown === undefined ? '' : [shown.text, units].filter((part) => part !== '').join(' '));
      value.title = shown === undefined ? '' : `${shown.text} at ${timeOfDay(shown.time)}`;
      value.classList.toggle('bytes', type === 'Opaque');
      if (multiple) showInstances();
      const charted = observed && NUMERIC.includes(type) && !multiple;
      chartRow.hidden = !charted;
      if (charted) {
        chart ??= addChart();
        chart.show(historyOf(endpoint, path), now(), units);
      }
    },
  };

  function addChart(): Chart {
    const made = makeChart(`${name} over time`);
    chartRow.append(made.element);
    return made;
  }
}

function button(text: string, shown: boolean, title: string, act: () => void): HTMLButtonElement {
  return h('button', { type: 'button', title, hidden: !shown, onclick: act }, text);
}

/** What Discover tells of when changes are reported. */
function attributeTags({ attributes }: ResourceView): HTMLElement[] {
  return Object.entries(attributes).map(([name, value]) => h('span', { class: 'attribute', title: `Attribute ${name}` }, `${name} ${value}`));
}
