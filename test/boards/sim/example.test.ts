import { readFileSync } from 'fs';
import { join } from 'path';
// The example of boards/sim/README.md. The last test here sees to it that the two are the same.
// --- example
import { generate, parse } from 'coap-packet';
import { createSimulation } from '../../../boards/sim/board';
import type { Board } from '../../../src/board';

/** The image under test: pings its server every two seconds until it answers, then lights its LED. */
function startPinger(board: Board): void {
  const ping = generate({ code: '0.00', confirmable: true, messageId: 4711 });
  board.attach({
    buffer: new Uint8Array(64),
    opened: () => board.setTimer(0),
    timer() {
      board.send(0, ping, ping.length);
      board.setTimer(2000);
    },
    received: () => board.setLed(0, 100),
    stopping() {},
    button() {},
  });
  board.open(0, 'server', 5683, 0);
}

test('a lost ping is sent again', () => {
  const simulation = createSimulation({ seed: 1 });
  simulation.listen('server', 5683, (bytes, reply) => {
    const { messageId } = parse(Buffer.from(bytes));
    reply(generate({ code: '0.00', reset: true, messageId })); // RFC 7252 4.3
  });
  simulation.wire.toServer.drop(1);
  startPinger(simulation.board);

  expect(simulation.runUntil(() => simulation.leds[0] === 100, 60_000)).toBe(true);
  expect(simulation.time).toBe(2002); // sent again after 2 s, and 1 ms on the wire each way
  expect(simulation.datagrams.map(({ direction, sentAt, arrivedAt }) => [direction, sentAt, ...arrivedAt])).toEqual([
    ['toServer', 0], // lost
    ['toServer', 2000, 2001],
    ['toBoard', 2001, 2002],
  ]);
});
// --- end of example

test('the README shows this example', () => {
  const between = (file: string, start: string, end: string): string => {
    const text = readFileSync(join(__dirname, file), 'utf8');
    const from = text.indexOf(start) + start.length;
    return text.slice(from, text.indexOf(end, from));
  };
  const example = between('example.test.ts', '// --- example\n', '// --- end');
  expect(example).toContain('startPinger');
  expect(between('../../../boards/sim/README.md', '```ts\n', '```')).toBe(example);
});
