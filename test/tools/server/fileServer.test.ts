import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ParsedPacket } from 'coap-packet';
import { startFileServer, type FileServer } from '../../../tools/server/fileServer';
import { block, blockOf, FakeClient, optionNumber } from './fakeClient';
import { FakeClock } from './fakeClock';

const IMAGE = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) & 255));

let directory: string;
let server: FileServer;
let client: FakeClient;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mote-'));
  const file = join(directory, 'smart light.bin');
  writeFileSync(file, IMAGE);
  server = await startFileServer({ file, clock: new FakeClock() });
  client = await FakeClient.open(Number(new URL(server.url()).port));
});

afterEach(async () => {
  client.close();
  await server.close();
  rmSync(directory, { recursive: true });
});

/** Pulls the file with blocks of a size. */
async function pull(exponent: number, ask: (block2: { name: string; value: Buffer }) => Promise<ParsedPacket>): Promise<{ bytes: Buffer; answers: ParsedPacket[] }> {
  const answers: ParsedPacket[] = [];
  for (let number = 0; ; number++) {
    const answer = await ask(block('Block2', number, false, exponent));
    answers.push(answer);
    if (blockOf(answer, 'Block2')?.[1] !== true) return { bytes: Buffer.concat(answers.map(({ payload }) => payload)), answers };
  }
}

test('a file is pulled in blocks of the size that is asked for', async () => {
  expect(server.url()).toMatch(/^coap:\/\/127\.0\.0\.1:\d+\/smart%20light\.bin$/);
  const started: unknown[] = [];
  server.on('started', (peer) => started.push(peer.port));
  const { bytes, answers } = await pull(4, (block2) => client.ask('GET', '/smart light.bin', { more: [block2] }));
  expect(bytes.equals(IMAGE)).toBe(true);
  expect(answers.map((answer) => blockOf(answer, 'Block2')?.[0])).toEqual(Array.from({ length: 20 }, (_, number) => number));
  expect([answers[0].code, optionNumber(answers[0], 'Content-Format'), optionNumber(answers[0], 'Size2')]).toEqual(['2.05', 42, 5000]);
  expect(new Set(answers.map(({ options }) => options.find(({ name }) => name === 'ETag')?.value.toString('hex'))).size).toBe(1);
  expect(started).toEqual([client.port()]);
});

test('blocks are of 1024 bytes when none are asked for', async () => {
  const first = await client.ask('GET', '/smart light.bin');
  expect([blockOf(first, 'Block2'), first.payload.length]).toEqual([[0, true, 6], 1024]);
});

test('a file is pulled by Proxy-Uri', async () => {
  const uri = { name: 'Proxy-Uri', value: Buffer.from('coap://firmware.example/smart%20light.bin') };
  const started = once(server, 'started');
  const { bytes } = await pull(6, (block2) => client.ask('GET', '', { more: [block2, uri] }));
  expect(bytes.equals(IMAGE)).toBe(true);
  await started;
  const other = { name: 'Proxy-Uri', value: Buffer.from('coap://firmware.example/other.bin') };
  expect((await client.ask('GET', '', { more: [other] })).code).toBe('4.04');
});

test('what is not there', async () => {
  expect((await client.ask('GET', '/other.bin')).code).toBe('4.04');
  expect((await client.ask('PUT', '/smart light.bin')).code).toBe('4.05');
  expect((await client.ask('GET', '/smart light.bin', { more: [block('Block2', 500, false, 6)] })).code).toBe('4.02');
  expect((await client.ask('GET', '/smart light.bin', { more: [block('Block2', 0, false, 7)] })).code).toBe('4.00');
  await expect(startFileServer({ file: join(directory, 'none') })).rejects.toMatchObject({ code: 'ENOENT' });
});
