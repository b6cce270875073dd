/** One device: what it is, cards for what it controls and senses, and all its objects. */
import { STATES } from './devices.js';
import { h, setText, type Part } from './element.js';
import { makeLight } from './light.js';
import { store } from './store.js';
import { makeTemperature } from './temperature.js';
import { makeTree } from './tree.js';
import { timeOfDay, transports } from './words.js';

/** Objects that have a card. */
const CARDS: Readonly<Record<number, (endpoint: string, instance: number) => Part>> = {
  3311: makeLight,
  3303: makeTemperature,
};

export function makeDevice(endpoint: string | undefined): Part {
  if (endpoint === undefined) return makeNothing();
  const facts = h('p', { class: 'facts' });
  const gone = h('p', { class: 'notice', role: 'status' });
  const cards = h('div', { class: 'cards' });
  const tree = makeTree(endpoint);
  const element = h('div', {}, h('h2', { class: 'title' }, endpoint), facts, gone, cards, h('h3', { class: 'section' }, 'Objects'), tree.element);
  const parts = new Map<string, Part>();

  function showCards(): void {
    const wanted = new Map<string, () => Part>();
    for (const id of [3311, 3303]) {
      for (const instance of store.clients.get(endpoint ?? '')?.objects.find((object) => object.id === id)?.instances ?? []) {
        wanted.set(`/${id}/${instance}`, () => CARDS[id](endpoint ?? '', instance));
      }
    }
    for (const [path, part] of parts) {
      if (!wanted.has(path)) {
        part.element.remove();
        parts.delete(path);
      }
    }
    for (const [path, make] of wanted) {
      if (parts.has(path)) continue;
      const part = make();
      parts.set(path, part);
      cards.append(part.element);
    }
  }

  return {
    element,
    update() {
      const client = store.clients.get(endpoint);
      if (client === undefined) return;
      const queue = client.queueMode ? ', queue mode' : '';
      setText(facts, `LwM2M ${client.version} over ${transports(client.binding)}${queue} · ${client.address} · registered at ${timeOfDay(client.registeredAt)}`);
      const back = client.state === 'expired' ? 'It has not updated its registration in time: is it off, or out of reach?' : 'It comes back when it registers again.';
      setText(gone, client.state === 'registered' ? '' : `${capital(STATES[client.state])}. ${back}`);
      gone.hidden = client.state === 'registered';
      showCards();
      for (const part of parts.values()) part.update();
      tree.update();
    },
  };
}

function makeNothing(): Part {
  const where = h('code', {});
  const element = h(
    'div',
    { class: 'welcome' },
    h('h2', {}, 'No device yet'),
    h('p', {}, 'Start a device with its server set to ', where, '. It appears here as soon as it registers.'),
    h('p', {}, h('code', {}, 'npm start'), ' builds the smart light and starts it for you.'),
  );
  return {
    element,
    update() {
      setText(where, store.url);
      element.hidden = !store.connected;
    },
  };
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
