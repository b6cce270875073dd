/** The transcript is worth running: it comes to everything that it says it does. */
import { readFileSync } from 'node:fs';
import { parse, type ParsedPacket } from 'coap-packet';
import { buildImage } from '../../build/image';
import { scratch } from '../build/scratch';
import { datagrams, type Happening } from './session';
import { recordTranscript } from './transcript';

jest.setTimeout(60_000);

let happenings: readonly Happening[];
let sent: readonly ParsedPacket[];

beforeAll(async () => {
  const { file } = await buildImage({ app: 'smart-light', board: 'replay', dist: scratch({}) });
  happenings = recordTranscript(readFileSync(file, 'utf8'));
  sent = datagrams(happenings.flatMap(({ printed }) => printed)).map((datagram) => parse(datagram));
});

const path = ({ options }: ParsedPacket): string => options.filter(({ name }) => name === 'Uri-Path').map(({ value }) => `/${value.toString()}`).join('');

test('it has at least 150 datagrams, 50 of them malformed or random', () => {
  const received = happenings.filter(({ datagram }) => datagram !== '');
  expect(received.length).toBeGreaterThanOrEqual(150);
  expect(received.filter(({ title }) => /^(malformed|random|noise)/.test(title)).length).toBeGreaterThanOrEqual(50);
  expect(sent.length).toBeGreaterThanOrEqual(150);
});

test('the light answers with every code it has', () => {
  const codes = new Set(sent.filter(({ code }) => code >= '2').map(({ code }) => code));
  for (const code of ['2.01', '2.02', '2.04', '2.05', '4.00', '4.01', '4.02', '4.04', '4.05', '4.06', '4.13', '4.15', '5.03']) {
    expect([...codes]).toContain(code);
  }
});

test('it answers in every format', () => {
  const formats = sent.flatMap(({ options }) => options.filter(({ name }) => name === 'Content-Format').map(({ value }) => value.toString('hex')));
  const all = [0, 40, 60, 110, 112, 11542, 11543, 11544];
  expect(new Set(formats.map((value) => (value === '' ? 0 : parseInt(value, 16))))).toEqual(new Set(all));
});

test('it puts payloads together and answers in blocks', () => {
  const codes = sent.filter(({ options }) => options.some(({ name }) => name === 'Block1')).map(({ code }) => code);
  for (const code of ['2.31', '2.04', '4.08']) expect(codes).toContain(code);
  expect(sent.filter(({ options }) => options.some(({ name }) => name === 'Block2')).length).toBeGreaterThanOrEqual(12);
});

test('it registers, updates, registers anew after a silence, and de-registers', () => {
  const own = sent.filter(({ code }) => code.startsWith('0.') && code !== '0.00').map((message) => `${message.code} ${path(message)}`);
  expect(own[0]).toBe('0.02 /rd');
  expect(own.filter((each) => each === '0.02 /rd').length).toBeGreaterThanOrEqual(3);
  expect(own.filter((each) => each === '0.02 /rd/5a3f').length).toBeGreaterThanOrEqual(3);
  expect(own).toContain('0.04 /rd/5a3f');
});

test('it notifies, and sends again what nobody acknowledges', () => {
  const notifications = sent.filter(({ code, options }) => code === '2.05' && options.some(({ name }) => name === 'Observe'));
  expect(notifications.filter(({ confirmable }) => confirmable).length).toBeGreaterThanOrEqual(10);
  const confirmable = sent.filter((message) => message.confirmable);
  expect(confirmable.length - new Set(confirmable.map(({ messageId }) => messageId)).size).toBeGreaterThanOrEqual(4);
});

test('a confirmable request that comes twice is answered with the same bytes, and not carried out twice', () => {
  const twice = happenings.filter(({ title, datagram }) => title === 'the same once more' && datagram.startsWith('4'));
  expect(twice.length).toBeGreaterThanOrEqual(4);
  for (const { datagram, printed } of twice) {
    const first = happenings.find((each) => each.datagram === datagram);
    expect(printed).toEqual(first?.printed.filter((line) => line.startsWith('0 6')));
  }
});

test('the LED follows, the factory reset and the reboot come', () => {
  const lines = happenings.flatMap(({ printed }) => printed);
  for (const line of ['led 0000 0064', 'led 0000 0032', 'led 0000 0000', 'erase 0000 0000', 'reboot 0000 0000', 'log registered']) {
    expect(lines).toContain(line);
  }
});
