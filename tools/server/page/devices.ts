/** The list of devices. */
import type { ClientView } from '../web/views';
import { h, setText, type Part } from './element.js';
import { now, store } from './store.js';
import { duration } from './words.js';

/** @param selected Endpoint of the device that is shown. */
export function makeDevices(element: HTMLElement, selected: () => string | undefined): Part {
  const list = h('ul', { class: 'devices' });
  const empty = h('p', { class: 'empty' });
  element.append(h('h2', {}, 'Devices'), list, empty);
  const items = new Map<string, Item>();

  return {
    element,
    update() {
      for (const client of store.clients.values()) {
        let item = items.get(client.endpoint);
        if (item === undefined) {
          item = makeItem(client.endpoint);
          items.set(client.endpoint, item);
          list.append(item.element);
        }
        item.show(client, client.endpoint === selected());
      }
      for (const [endpoint, item] of items) {
        if (!store.clients.has(endpoint)) {
          item.element.remove();
          items.delete(endpoint);
        }
      }
      empty.hidden = items.size > 0;
      setText(empty, store.connected ? `No device yet. Start one with its server set to ${store.url}` : '');
    },
  };
}

interface Item {
  element: HTMLElement;
  show(client: ClientView, selected: boolean): void;
}

function makeItem(endpoint: string): Item {
  const state = h('span', { class: 'state' });
  const left = h('span', {});
  const seen = h('span', {});
  const fill = h('span', {});
  const link = h(
    'a',
    { href: `#${encodeURIComponent(endpoint)}` },
    h('span', { class: 'name' }, endpoint),
    state,
    h('span', { class: 'lifetime', 'aria-hidden': 'true' }, fill),
    h('span', { class: 'times' }, left, seen),
  );
  return {
    element: h('li', {}, link),
    show(client, selected) {
      if (selected) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
      link.dataset.state = client.state;
      setText(state, STATES[client.state]);
      const rest = client.expiresAt === null ? undefined : Math.max(0, client.expiresAt - now());
      fill.style.width = `${client.state !== 'registered' ? 0 : rest === undefined ? 100 : (100 * rest) / (1000 * client.lifetime)}%`;
      setText(left, client.state !== 'registered' ? '' : rest === undefined ? 'no lifetime' : `${duration(rest)} left`);
      setText(seen, `seen ${duration(now() - client.lastSeen)} ago`);
    },
  };
}

export const STATES: Readonly<Record<ClientView['state'], string>> = {
  registered: 'registered',
  deregistered: 'de-registered',
  expired: 'lifetime ran out',
};
