/**
 * The direction of imports: what each room of the house may import, and how it is refused what it may not.
 */
import { rooms } from '../../build/lint/rooms';
import { createJudge } from './judge';

const down = 'imports only go down the house';

/** A line in a file of one room, and part of the refusal; `passes` for a line that is allowed. */
const lines: readonly (readonly [file: string, line: string, refusal: string])[] = [
  // Up
  ['src/coap/message.ts', "export * from '../engine/read';", `src/coap may not import src/engine, as it knows nothing of LwM2M: ${down}`],
  ['src/bytes/output.ts', "export * from '../coap/code';", `src/bytes may not import src/coap, as it knows nothing of everything but the engine it runs on: ${down}`],
  ['src/engine/read.ts', "export * from '../objects/device';", `src/engine may not import src/objects`],
  ['src/engine/read.ts', "export * from '../../boards/linux/board';", 'src/engine may not import boards, as it knows nothing of boards'],
  ['src/engine/read.ts', "import type { A } from '../client'; export type B = A;", `src/engine may not import src/client.ts`],
  ['src/objects/device.ts', "export * from '../client';", 'src/objects may not import src/client.ts'],
  ['src/client.ts', "export * from './engine/events'; export * from '../firmware/smart-light/main';", 'src/client.ts may not import firmware'],
  ['src/coap/message.ts', "export * from '../../tools/server/server';", 'src/coap may not import tools'],
  ['src/coap/message.ts', "export * from '../../build/image';", 'src/coap may not import build'],
  ['src/coap/message.ts', "export * from '../../test/lint/judge';", 'src/coap may not import test'],

  // Down, but to what it knows nothing of
  ['src/objects/ipso/light.ts', "export * from '../../coap/code';", 'src/objects may not import src/coap, as it knows nothing of CoAP and bytes'],
  ['src/objects/ipso/light.ts', "export * from '../../bytes/output';", 'src/objects may not import src/bytes, as it knows nothing of CoAP and bytes'],
  ['src/objects/ipso/light.ts', "export * from '../../model/description'; export * from '../../engine/events';", 'passes'],
  ['src/model/values.ts', "export * from '../format/tlv';", 'src/model may not import src/format, as it knows nothing of formats and CoAP'],
  ['src/model/values.ts', "export * from '../format/type'; export * from '../bytes/output';", 'passes'],
  ['src/model/values.ts', "export * from '../coap/code';", 'src/model may not import src/coap'],
  ['src/format/tlv.ts', "export * from '../coap/code';", 'src/format may not import src/coap, as it knows nothing of CoAP and tables'],
  ['src/format/tlv.ts', "export * from '../model/values';", 'src/format may not import src/model'],
  ['src/image/slots.ts', "export * from '../coap/code';", 'src/image may not import src/coap, as it knows nothing of LwM2M'],
  ['src/dtls/record.ts', "export * from '../coap/code';", 'src/dtls may not import src/coap, as it knows nothing of LwM2M'],
  ['src/net/slip.ts', "export * from '../bytes/output';", 'passes'],
  ['src/engine/read.ts', "export * from '../model/values'; export * from '../format/tlv'; export * from '../coap/code';", 'passes'],

  // The application and the board
  ['firmware/smart-light/main.ts', "export * from '../../src/client'; export * from '../../src/objects/ipso/light';", 'passes'],
  ['firmware/smart-light/main.ts', "export * from './sensor'; export * from 'config';", 'passes'],
  ['firmware/smart-light/main.ts', "export * from '../../src/coap/code';", 'firmware may not import src/coap, as it knows nothing of protocols'],
  ['firmware/smart-light/main.ts', "export * from '../../src/engine/read';", 'firmware may not import src/engine'],
  ['firmware/smart-light/main.ts', "export * from '../thermostat/main';", 'firmware/smart-light may not import firmware/thermostat: the folders of firmware do not know each other'],
  ['firmware/smart-light/main.ts', "export * from 'fs';", 'firmware may not import `fs`: there are no packages on a device'],
  ['firmware/smart-light/main.ts', "export * from 'runtime';", 'firmware may not import `runtime`'],
  ['boards/linux/board.ts', "export * from 'dgram'; export * from 'runtime'; export * from './clock';", 'passes'],
  ['boards/linux/board.ts', "import type { Board } from '../../src/board'; export type It = Board;", 'passes'],
  ['boards/linux/board.ts', "export * from '../../src/bytes/output';", 'boards may not import src/bytes, as it knows nothing of the inside of the client'],
  ['boards/linux/board.ts', "export * from '../sim/clock';", 'boards/linux may not import boards/sim: the folders of boards do not know each other'],

  // How it is imported
  ['src/engine/read.ts', "import type { Board } from '../board'; export type It = Board;", 'passes'],
  ['src/engine/read.ts', "import { type Board } from '../board'; export type It = Board;", 'passes'],
  ['src/engine/read.ts', "export type It = import('../board').Board;", 'passes'],
  ['src/engine/read.ts', "export { type Board } from '../board';", 'passes'],
  ['src/engine/read.ts', "export * from 'config'; export * from 'runtime';", 'passes'],
  ['src/engine/read.ts', "export * from '../config';", "Write `from 'config'`"],
  ['src/engine/read.ts', "export * from '../runtime/js';", "Write `from 'runtime'`"],
  ['src/engine/read.ts', "export * from 'tslib';", 'src/engine may not import `tslib`: there are no packages on a device'],
  ['src/runtime/js.ts', "export * from 'config';", 'src/runtime may not import `config`'],
  ['src/runtime/js.ts', "export * from '../bytes/output';", 'src/runtime may not import src/bytes, as it knows nothing of everything'],

  // The host
  ['tools/server/server.ts', "export * from '../../src/coap/message'; export * from '../../build/image'; export * from 'coap';", 'passes'],
  ['tools/server/server.ts', "export { version } from '../../package.json';", 'passes'],
  ['tools/server/server.ts', "export * from '../../src/engine/read';", 'tools may not import src/engine, as it knows nothing of the device but its codecs'],
  ['tools/server/server.ts', "export const engine = import('../../src/engine/read');", 'tools may not import src/engine'],
  ['tools/server/page.js', "module.exports = require('../../src/engine/read');", 'tools may not import src/engine'],
  ['tools/server/server.ts', "export * from 'config';", 'tools may not import `config`, which the build resolves for an image'],
  ['build/image.ts', "export * from '../src/model/describe'; export * from 'rollup';", 'passes'],
  ['build/image.ts', "export * from '../src/engine/read';", 'build may not import src/engine, as it knows nothing of what it bundles'],
  ['test/engine/read.test.ts', "export * from '../../src/engine/read'; export * from '../../boards/sim/wire'; export * from 'config';", 'passes'],
  ['bench/bench.ts', "export * from '../boards/linux/board';", 'passes'],

  // Nowhere
  ['src/stuff/thing.ts', 'export const a = 1;', ' lies in no room of the house'],
  ['src/engine/read.ts', "export * from '../stuff/thing';", 'src/stuff/thing lies in no room of the house'],
];

/** Each line lies in a file of its own, beside the one it is told for; a file that is a room stays what it is. */
function fileOf(index: number): string {
  const [file] = lines[index];
  if (rooms.some((room) => room.path === file)) return file;
  return file.replace(/[^/]+\.([jt]s)$/, `line-${index}.$1`);
}

const judge = createJudge(Object.fromEntries(lines.map(([, line], index) => [fileOf(index), line])));

describe('imports', () => {
  test.each(lines.map(([file, line, refusal], index) => ({ file, line, refusal, index })))(
    '$file: $line',
    ({ refusal, index }) => {
      const refusals = judge(fileOf(index)).filter(({ rule }) => rule.startsWith('mote/imports'));
      const expected = refusal === 'passes' ? [] : [expect.stringContaining(refusal)];
      expect(refusals.map(({ message }) => message)).toEqual(expected);
    },
  );

  test('the table only points down', () => {
    const place = (path: string) => rooms.findIndex((room) => path.startsWith(room.path));
    for (const { path, imports } of rooms.slice(0, place('tools/'))) {
      expect(imports).not.toBe('any');
      // A room within a room stands before it, for its files to be found in it.
      const others = imports === 'any' ? [] : imports.filter((lower) => !lower.startsWith(path));
      for (const lower of others) expect(place(lower)).toBeGreaterThan(place(path));
    }
  });
});
