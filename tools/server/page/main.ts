/** The page: a list of devices, and the one that is chosen. */
import { listen } from './connection.js';
import { makeDevice } from './device.js';
import { makeDevices } from './devices.js';
import { setText, type Part } from './element.js';
import { store } from './store.js';

const connection = byId('connection');
const url = byId('url');
const column = byId('device');
const devices = makeDevices(byId('devices'), selected);
let shown: { name: string | undefined; part: Part } | undefined;

/** The device that the address names, otherwise the first that is registered, otherwise the first. */
function selected(): string | undefined {
  const named = decodeURIComponent(location.hash.slice(1));
  if (store.clients.has(named)) return named;
  const clients = [...store.clients.values()];
  return (clients.find(({ state }) => state === 'registered') ?? clients[0])?.endpoint;
}

function update(): void {
  const name = selected();
  if (shown === undefined || shown.name !== name) {
    shown = { name, part: makeDevice(name) };
    column.replaceChildren(shown.part.element);
  }
  setText(url, store.url);
  setText(connection, store.connected ? 'live' : 'The server does not answer; trying again');
  connection.classList.toggle('lost', !store.connected);
  document.title = name === undefined ? 'Mote' : `${name} – Mote`;
  devices.update();
  shown.part.update();
}

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no #${id}`);
  return element;
}

addEventListener('hashchange', update);
// Times that count.
setInterval(update, 1000);
listen(update);
