/** The transcript of everything is worth running: it comes to everything that it says it does. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, type ParsedPacket } from 'coap-packet';
import { buildImage } from '../../build/image';
import { scratch } from '../build/scratch';
import { recordEverything } from './everything';
import { datagrams, segments, type Happening } from './session';

jest.setTimeout(60_000);

let happenings: readonly Happening[];
let lines: readonly string[];
/** What was sent on links without a stream. */
let sent: readonly ParsedPacket[];

beforeAll(async () => {
  const { file } = await buildImage({ app: path.join(__dirname, 'app'), board: 'replay', dist: scratch({}) });
  happenings = recordEverything(readFileSync(file, 'utf8'));
  lines = happenings.flatMap(({ printed }) => printed);
  sent = datagrams(lines.filter((line) => !line.startsWith('1 '))).map((datagram) => parse(datagram));
});

const requests = (): string[] => sent.filter(({ code }) => code.startsWith('0.') && code !== '0.00').map((message) => `${message.code} /${segments(message).join('/')}`);
const events = (): Set<string> => new Set(lines.filter((line) => line.startsWith('led ')).map((line) => line.slice(4, 8)));

test('most requests are carried out, and every code is answered with', () => {
  const codes = sent.map(({ code }) => code);
  const count = (wanted: string): number => codes.filter((code) => code === wanted).length;
  expect(count('2.05')).toBeGreaterThan(400);
  expect(count('2.04')).toBeGreaterThan(200);
  for (const code of ['2.01', '2.02', '2.31', '4.00', '4.01', '4.04', '4.05', '4.06', '4.13', '4.15', '5.03']) expect(codes).toContain(code);
});

test('it is provisioned, by requests and by a pack, and goes back when the Bootstrap-Server gives up', () => {
  expect(requests().filter((each) => each === '0.01 /bspack').length).toBeGreaterThanOrEqual(3);
  expect(requests().filter((each) => each === '0.02 /bs').length).toBeGreaterThanOrEqual(2);
  for (const event of ['000b', '000c']) expect(events()).toContain(event); // bootstrapFailure, bootstrapComplete
});

test('it registers with two servers, one of them over TCP, and is registered as before after a reboot', () => {
  expect(lines).toContain('open 192.0.2.1 0000 1633');
  expect(lines.filter((line) => line === 'open 192.0.2.2 0001 1633 tcp').length).toBeGreaterThanOrEqual(3);
  const [, second] = happenings.flatMap(({ boots }, index) => (boots ? [index] : []));
  const after = happenings.slice(second).flatMap(({ printed }) => printed);
  expect(after.findIndex((line) => line.startsWith('open 192.0.2.1'))).toBeGreaterThanOrEqual(0);
  expect(after).toContain('confirm 0000 0000');
});

test('Send, notifications, queue mode', () => {
  expect(requests().filter((each) => each === '0.02 /dp').length).toBeGreaterThanOrEqual(3);
  const observed = sent.filter(({ code, confirmable, options }) => code === '2.05' && confirmable && options.some(({ name }) => name === 'Observe'));
  expect(observed.length).toBeGreaterThanOrEqual(30);
  for (const event of ['000d', '000e']) expect(events()).toContain(event); // radioOff, radioOn
});

test('firmware is pushed and pulled, and runs', () => {
  const packages = lines.filter((line) => /^firmware [0-9a-f]{4} /.test(line));
  expect(packages.filter((line) => line.startsWith('firmware 02bc')).length).toBe(2); // opaque and CBOR
  expect(new Set(packages.filter((line) => line.startsWith('firmware 02bc'))).size).toBe(1);
  expect(packages.filter((line) => line.startsWith('firmware 0a28')).length).toBeGreaterThanOrEqual(3);
  expect(lines.filter((line) => line.startsWith('apply')).length).toBe(1);
});

test('the console answers', () => {
  expect(lines.filter((line) => line.startsWith('log ')).length).toBeGreaterThanOrEqual(100);
});

test('floats keep their edges, in text and in every other format', () => {
  for (const written of ['1.7976931348623157e308', '5e-324', '2.2250738585072014e-308', '0.30000000000000004']) {
    const at = happenings.findIndex(({ datagram }) => datagram.endsWith(`ff${Buffer.from(written).toString('hex')}`));
    const [text] = datagrams(happenings[at + 1].printed).map((datagram) => parse(datagram));
    expect(Number(text.payload.toString())).toBe(Number(written));
  }
});
