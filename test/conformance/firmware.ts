/**
 * Firmware update: cases 751 to 779. Packages go to the simulated board, which has a place for firmware and faults on
 * demand; the server that pushes them, and the one that they are downloaded from, are scripted.
 */
import assert from 'node:assert/strict';
import type { Option } from 'coap-packet';
import { PACKAGE_MAGIC } from '../../boards/sim/firmware';
import { UpdateResult } from '../../src/board';
import { Format, uint } from '../stack/message';
import { Server } from '../stack/server';
import { type Case, type NetworkCase, onNetwork } from './case';
import { type Client, updatedVersion } from './network';

const enum State {
  idle = 0,
  downloading = 1,
  downloaded = 2,
  updating = 3,
}

const initial = 0;
const szx = 4;
const blockSize = 16 << szx;

/** A package that the simulated board can install. */
const image = Buffer.alloc(3000, 0x55);
image[0] = PACKAGE_MAGIC;

const uri = 'coap://files/image';

function block(name: 'Block1' | 'Block2', number: number, more: boolean): Option {
  return { name, value: uint(number * 16 + (more ? 8 : 0) + szx) };
}

/** State and Update Result. */
function status({ server }: Client): [number, number] {
  return [Number(server.read('/5/0/3', Format.text).text), Number(server.read('/5/0/5', Format.text).text)];
}

function requireStatus(client: Client, state: State, result: number): void {
  assert.deepEqual(status(client), [state, result], 'State and Update Result');
}

/** Pushes a package in blocks, until it is refused. @returns The last code. */
function push(client: Client, payload: Buffer): string {
  for (let number = 0; ; number++) {
    const more = (number + 1) * blockSize < payload.length;
    const part = payload.subarray(number * blockSize, (number + 1) * blockSize);
    const sizes: Option[] = number === 0 ? [{ name: 'Size1', value: uint(payload.length) }] : [];
    const options = [block('Block1', number, more), ...sizes];
    const { code } = client.server.ask('PUT', '/5/0/0', { format: Format.opaque, payload: part, options });
    if (!more || code !== '2.31') return code;
    if (number === 0) requireStatus(client, State.downloading, initial);
  }
}

function pushed(client: Client): void {
  assert.equal(push(client.register(), image), '2.04');
  requireStatus(client, State.downloaded, initial);
}

/** A file server with the package, which may fall silent after some blocks. */
function serveFiles({ simulation }: Client, blocks = Infinity): void {
  const files = new Server(simulation, 'files');
  files.script = ({ path, packet }) => {
    if (path !== '/image') return { code: '4.04' };
    const asked = packet.options.find(({ name }) => name === 'Block2')?.value ?? Buffer.alloc(0);
    const value = asked.length === 0 ? szx : asked.readUIntBE(0, asked.length);
    const number = (value >>> 4) << Math.max(0, (value & 7) - szx);
    if (number >= blocks) return undefined;
    const payload = image.subarray(number * blockSize, (number + 1) * blockSize);
    return { code: '2.05', payload, options: [block('Block2', number, (number + 1) * blockSize < image.length)] };
  };
}

/** Seconds that a client may try for: the specification does not say when a download has failed. */
const downloadLimit = 1800;

/** Lets the download end, well or not. */
function untilDownloaded(client: Client): void {
  for (let waited = 0; waited < downloadLimit && status(client)[0] === State.downloading; waited += 10) client.wait(10);
}

function pull(client: Client, from: string): void {
  assert.equal(client.register().server.write('/5/0/1', from), '2.04');
  untilDownloaded(client);
}

function readable(client: Client): void {
  const { server } = client.register();
  requireStatus(client, State.idle, initial);
  assert.equal(server.read('/5/0').code, '2.05');
  assert.equal(server.read('/5/0/9', Format.text).text, '2', 'push and pull');
  assert.equal(server.read('/5/0/8', Format.tlv).code, '2.05');
  assert.equal(server.read('/5/0/0').code, '4.05');
}

function setPackage(client: Client): void {
  const { server } = client.register();
  assert.equal(server.write('/5/0/0', Buffer.from([0]), Format.opaque), '2.04');
  requireStatus(client, State.idle, initial);
  pushed(client);
}

function setUri(client: Client): void {
  serveFiles(client);
  const { server } = client.register();
  assert.equal(server.write('/5/0/1', ''), '2.04');
  requireStatus(client, State.idle, initial);
  pull(client, uri);
  requireStatus(client, State.downloaded, initial);
}

function observeState(client: Client): void {
  const { server } = client.register();
  assert.equal(server.writeAttributes('/5/0', 'pmin=2&pmax=10'), '2.04');
  const observation = server.observe('/5/0/3', { accept: Format.text });
  assert.equal(observation.newest?.text, '0');
  assert.equal(push(client, image), '2.04');
  client.wait(10);
  assert.equal(observation.newest?.text, '2');
}

/** Has the package that is there installed, and lets the client come back. */
function update(client: Client): void {
  const { server, simulation } = client;
  assert.equal(server.read('/3/0/3', Format.text).text, '1.0');
  assert.equal(server.execute('/5/0/2'), '2.04');
  const [state] = status(client);
  assert.ok(state === State.updating || state === State.idle, `State ${state}`);
  const { reboots } = simulation;
  server.registrations.clear();
  assert.ok(simulation.runUntil(() => simulation.reboots > reboots, 60_000), 'it has not rebooted');
  client.register();
  requireStatus(client, State.idle, UpdateResult.success);
  assert.equal(server.read('/3/0/3', Format.text).text, updatedVersion);
}

function updatePushed(client: Client): void {
  pushed(client);
  update(client);
}

function updatePulled(client: Client): void {
  serveFiles(client);
  pull(client, uri);
  requireStatus(client, State.downloaded, initial);
  update(client);
}

function withoutPackage(client: Client): void {
  assert.equal(client.register().server.execute('/5/0/2'), '4.05');
  requireStatus(client, State.idle, initial);
}

/** A package that is refused, at once or at its end. */
function refused(result: UpdateResult, prepare: (client: Client) => void, payload = image): NetworkCase['run'] {
  return (client) => {
    prepare(client);
    push(client.register(), payload);
    requireStatus(client, State.idle, result);
  };
}

function loseConnection(client: Client): void {
  serveFiles(client, 3);
  assert.equal(client.register().server.write('/5/0/1', uri), '2.04');
  client.wait(1);
  requireStatus(client, State.downloading, initial);
  untilDownloaded(client);
  requireStatus(client, State.idle, UpdateResult.connectionLost);
}

function invalidUri(client: Client): void {
  pull(client, 'bad uri');
  requireStatus(client, State.idle, UpdateResult.invalidUri);
}

function failUpdate(client: Client): void {
  const { server, simulation } = client;
  simulation.firmware.results.apply = UpdateResult.updateFailed;
  pushed(client);
  assert.equal(server.execute('/5/0/2'), '2.04');
  client.wait(60);
  requireStatus(client, State.downloaded, UpdateResult.updateFailed);
  assert.equal(server.read('/3/0/3', Format.text).text, '1.0');
}

const noRoom = ({ simulation }: Client): void => void (simulation.firmware.room = image.length - 1);
const noMemory = ({ simulation }: Client): void => void (simulation.firmware.results.write = UpdateResult.outOfMemory);
const corrupt = ({ simulation }: Client): void => void (simulation.firmware.results.finish = UpdateResult.integrityFailure);
const nothing = (): void => undefined;

export const firmware: readonly Case[] = [
  onNetwork(751, 'C.8', readable),
  onNetwork(755, 'C.8', setPackage),
  onNetwork(756, 'C.8', setUri),
  onNetwork(760, 'C.8', observeState),
  onNetwork(770, 'C.8', updatePushed),
  onNetwork(771, 'C.8', updatePulled),
  onNetwork(772, 'C.8', withoutPackage),
  onNetwork(773, 'C.8', refused(UpdateResult.noStorage, noRoom)),
  onNetwork(774, 'C.8', refused(UpdateResult.outOfMemory, noMemory)),
  onNetwork(775, 'C.8', loseConnection),
  onNetwork(776, 'C.8', refused(UpdateResult.integrityFailure, corrupt)),
  onNetwork(777, 'C.8', refused(UpdateResult.unsupportedPackage, nothing, Buffer.alloc(1000))),
  onNetwork(778, 'C.8', invalidUri),
  onNetwork(779, 'C.8', failUpdate),
];
