import fc from 'fast-check';
import { createSimulation, type Simulation } from '../../../boards/sim/board';
import { StorageSlot } from '../../../src/board';
import { attachRecorder } from './image';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

test('open, send, receive', () => {
  const simulation = createSimulation();
  const { board } = simulation;
  const image = attachRecorder(board);
  const arrived: string[] = [];
  simulation.listen('server', 5683, (datagram, reply) => {
    arrived.push(Buffer.from(datagram).toString());
    reply(bytes('pong'));
  });
  board.open(0, 'server', 5683, 0);
  expect(image.happened).toEqual([]); // never from within a call
  simulation.run(0);
  expect(image.happened).toEqual(['opened 0 0']);
  board.send(0, bytes('ping and more'), 4);
  simulation.run(2);
  expect(arrived).toEqual(['ping']);
  expect(image.happened.slice(1)).toEqual(['received 0 4 706f6e67']);
});

test('a name nobody has cannot be opened, an address can', () => {
  const simulation = createSimulation();
  const image = attachRecorder(simulation.board);
  simulation.board.open(0, 'nowhere', 5683, 0);
  simulation.board.open(1, '192.0.2.1', 5683, 0);
  simulation.run(0);
  expect(image.happened).toEqual(['opened 0 1', 'opened 1 0']);
});

test('what is sent on a link that is not open is lost', () => {
  const simulation = createSimulation();
  const { board } = simulation;
  attachRecorder(board);
  simulation.listen('server', 5683, () => {});
  board.send(0, bytes('never opened'), 5);
  board.open(0, 'server', 5683, 0);
  board.send(0, bytes('not open yet'), 5);
  simulation.run(0);
  board.close(0);
  board.send(0, bytes('closed'), 5);
  simulation.run(10);
  expect(simulation.datagrams).toEqual([]);
});

test('no event of a link follows its closing, and opening it again closes the former', () => {
  const simulation = createSimulation();
  const { board } = simulation;
  const image = attachRecorder(board);
  const endpoint = simulation.listen('server', 5683, (_, reply) => reply(bytes('late')));
  board.open(0, 'server', 5683, 0);
  board.close(0);
  simulation.run(0);
  board.open(0, 'server', 5683, 0);
  board.open(0, 'server', 5683, 0);
  simulation.run(0);
  expect(image.happened).toEqual(['opened 0 0']);
  board.send(0, bytes('x'), 1);
  simulation.run(1);
  board.open(0, 'server', 5683, 0);
  simulation.run(1); // the reply to the former link arrives
  endpoint.send(bytes('to the former link'));
  simulation.run(10);
  expect(image.happened).toEqual(['opened 0 0', 'opened 0 0']);
});

test('a datagram longer than the buffer is cut, and its true length told', () => {
  const simulation = createSimulation();
  const image = attachRecorder(simulation.board, () => {}, 4);
  simulation.listen('server', 5683, (_, reply) => reply(bytes('abcdefgh')));
  simulation.board.open(0, 'server', 5683, 0);
  simulation.run(0);
  simulation.board.send(0, bytes(''), 0);
  simulation.run(2);
  expect(image.happened[1]).toBe('received 0 8 61626364');
});

test('one timer, the latest', () => {
  const simulation = createSimulation();
  const { board } = simulation;
  const times: number[] = [];
  attachRecorder(board, () => times.push(simulation.time));
  board.setTimer(10);
  board.setTimer(30);
  simulation.run(100);
  board.setTimer(0);
  expect(times).toEqual([30]);
  simulation.run(0);
  expect(times).toEqual([30, 100]);
  expect(() => board.setTimer(2 ** 29)).toThrow(RangeError);
  expect(() => board.setTimer(0.5)).toThrow(RangeError);
});

test('now() wraps at 2^30', () => {
  const simulation = createSimulation({ now: 2 ** 30 - 5 });
  attachRecorder(simulation.board);
  expect(simulation.board.now()).toBe(2 ** 30 - 5);
  simulation.run(4);
  expect(simulation.board.now()).toBe(2 ** 30 - 1);
  simulation.run(1);
  expect(simulation.board.now()).toBe(0);
  expect(simulation.time).toBe(5);
});

test('utc() is 0 until it is known, then goes on', () => {
  const simulation = createSimulation();
  simulation.run(5000);
  expect(simulation.board.utc()).toBe(0);
  simulation.utc = 1_800_000_000;
  expect(simulation.board.utc()).toBe(1_800_000_000);
  simulation.run(2500);
  expect(simulation.board.utc()).toBe(1_800_000_002);
  simulation.utc = 0;
  expect(simulation.board.utc()).toBe(0);
});

test('random() spreads over 0 to 65535, and goes on after a reboot', () => {
  const simulation = createSimulation();
  attachRecorder(simulation.board);
  const draw = () => Array.from({ length: 1000 }, () => simulation.board.random());
  const first = draw();
  expect(first.every((value) => Number.isInteger(value) && value >= 0 && value <= 65535)).toBe(true);
  expect(Math.min(...first)).toBeLessThan(1000);
  expect(Math.max(...first)).toBeGreaterThan(64535);
  simulation.board.reboot();
  simulation.run(0);
  expect(draw()).not.toEqual(first);
});

test('buttons, LEDs and the log', () => {
  const simulation = createSimulation();
  const { board } = simulation;
  const image = attachRecorder(board, (event) => {
    board.setLed(0, event === 'button 0 1' ? 60 : 0);
    board.log(event);
  });
  simulation.pressButton(0);
  expect(image.happened).toEqual([]);
  simulation.run(0);
  expect(simulation.leds).toEqual([60, 0, 0, 0]);
  simulation.releaseButton(0);
  simulation.run(0);
  expect(simulation.leds).toEqual([0, 0, 0, 0]);
  expect(simulation.log).toEqual(['button 0 1', 'button 0 0']);
  board.setLed(7, 100); // not on this board
  expect(() => board.setLed(0, 101)).toThrow(RangeError);
});

test('stop() tells the image that it will be switched off', () => {
  const simulation = createSimulation();
  const { happened } = attachRecorder(simulation.board);
  simulation.stop();
  expect(happened).toEqual([]);
  simulation.run(0);
  expect(happened).toEqual(['stopping']);
});

test('a reboot ends the old image: no event reaches it, no call of it has effect', () => {
  const simulation = createSimulation();
  const { board } = simulation;
  simulation.listen('server', 5683, (_, reply) => reply(bytes('answer')));
  const old = attachRecorder(board, (event) => {
    if (event !== 'button 0 1') return;
    board.setLed(1, 50);
    board.reboot();
    board.setTimer(1);
    board.open(0, 'server', 5683, 0);
    board.setLed(0, 100);
    board.store(0, bytes('x'), 1);
    board.log('still here');
    board.reboot();
  });
  board.open(0, 'server', 5683, 0);
  simulation.run(0);
  board.setTimer(50);
  board.send(0, bytes('x'), 1);
  simulation.pressButton(0);
  simulation.pressButton(1);
  simulation.run(100);
  expect(old.happened).toEqual(['opened 0 0', 'button 0 1']);
  expect(simulation.reboots).toBe(1);
  expect(simulation.leds).toEqual([0, 0, 0, 0]);
  expect([...simulation.storage.slots.keys()]).toEqual([StorageSlot.seed]);
  expect(simulation.log).toEqual([]);
  // Its answer found the link closed.
  expect(simulation.datagrams.map((datagram) => datagram.arrivedAt.length)).toEqual([1, 0]);
});

test('onReboot makes the image anew, after the call that rebooted has returned', () => {
  const simulation = createSimulation();
  const { board } = simulation;
  const order: string[] = [];
  attachRecorder(board, () => {
    board.reboot();
    order.push('returned');
  });
  simulation.onReboot = () => {
    order.push('boot');
    attachRecorder(board, (event) => order.push(event));
    board.setTimer(5);
  };
  board.setTimer(10);
  simulation.run(20);
  expect(order).toEqual(['returned', 'boot', 'timer']);
});

test('what was posted before a reboot does not reach the next image', () => {
  const simulation = createSimulation();
  const { board } = simulation;
  attachRecorder(board);
  simulation.pressButton(0);
  board.setTimer(0);
  board.reboot();
  const next = attachRecorder(board);
  simulation.pressButton(1);
  simulation.run(10);
  expect(next.happened).toEqual(['button 1 1']);
});

test('the image is called what the test calls it', () => {
  const settings = { endpoint: 'desk', server: 'coap://192.0.2.1', lifetime: 60 };
  expect(createSimulation({ settings }).board.settings()).toEqual(settings);
  expect(createSimulation().board.settings()).toEqual({ endpoint: 'sim', server: 'coap://server', lifetime: 300 });
});

test('a mistake of the image comes out of run', () => {
  const simulation = createSimulation();
  attachRecorder(simulation.board, () => {
    throw new Error('a mistake');
  });
  simulation.pressButton(0);
  expect(() => simulation.run(0)).toThrow('a mistake');
});

test('using a board before attach(), or attaching twice, is a mistake', () => {
  const { board } = createSimulation();
  expect(() => board.setTimer(1)).toThrow('before attach()');
  expect(() => board.open(0, 'server', 5683, 0)).toThrow('before attach()');
  attachRecorder(board);
  expect(() => attachRecorder(board)).toThrow('once a boot');
});

test('calls out of range are mistakes', () => {
  const { board } = createSimulation();
  attachRecorder(board);
  expect(() => board.open(0, 'server', 0, 0)).toThrow(RangeError);
  expect(() => board.open(-1, 'server', 5683, 0)).toThrow(RangeError);
  expect(() => board.send(0, bytes('abc'), 4)).toThrow(RangeError);
});

/** One thing a test or an image can do, as numbers that fast-check can make and shrink. */
const action = fc.record({
  wait: fc.nat(30),
  kind: fc.nat(5),
  value: fc.nat(255),
});

/** A chattering image and an echoing server, told what to do; returns all that happened, with its time. */
function trace(seed: number, actions: { wait: number; kind: number; value: number }[]): unknown {
  const simulation: Simulation = createSimulation({ seed });
  const { board, wire } = simulation;
  const happened: string[] = [];
  const boot = () => {
    attachRecorder(board, (event) => {
      happened.push(`${simulation.time} ${event}`);
      if (event === 'timer') board.send(0, Uint8Array.of(board.random() & 255), 1);
      board.setTimer(board.random() % 20);
    });
    board.open(0, 'server', 5683, 0);
    board.setTimer(1);
  };
  Object.assign(wire.toServer, { loss: 0.2, duplication: 0.2, maxDelay: 40 });
  Object.assign(wire.toBoard, { loss: 0.1, duplication: 0.3, minDelay: 0, maxDelay: 9 });
  simulation.listen('server', 5683, (datagram, reply) => reply(datagram));
  simulation.onReboot = boot;
  boot();
  for (const { wait, kind, value } of actions) {
    simulation.run(wait);
    if (kind === 0) simulation.pressButton(value);
    if (kind === 1) wire.toServer.loss = value / 255;
    if (kind === 2) wire.toBoard.drop(1 + (value % 3));
    if (kind === 3) simulation.after(0, () => void board.store(value % 16, Uint8Array.of(value), 1));
    if (kind === 4) simulation.storage.cutPower(1, 'old');
    if (kind === 5 && value < 50) board.reboot();
    simulation.run(0);
  }
  simulation.run(200);
  return [happened, simulation.datagrams, simulation.reboots, [...simulation.storage.slots]];
}

test('the same seed and the same actions give the same trace', () => {
  fc.assert(
    fc.property(fc.integer(), fc.array(action, { maxLength: 30 }), (seed, actions) => {
      expect(trace(seed, actions)).toEqual(trace(seed, actions));
    }),
  );
});

test('another seed gives another trace', () => {
  const actions = [{ wait: 30, kind: 0, value: 1 }];
  const traces = new Set([1, 2, 3, 4, 5].map((seed) => JSON.stringify(trace(seed, actions))));
  expect(traces.size).toBe(5);
});
