import fc from 'fast-check';
import { receiveSlip, sendSlip, SlipReceiver, SlipSender, startSlip } from '../../src/net/slip';

const ROOM = 64;

/** Sends a packet in pieces of `room` bytes at most. */
function encoded(packet: Uint8Array, room = 2 * packet.length + 2): Buffer {
  const sender = new Int32Array(SlipSender.columns);
  const to = new Uint8Array(room);
  const pieces: Buffer[] = [];
  startSlip(sender);
  for (let size = sendSlip(sender, packet, packet.length, to, room); size > 0; size = sendSlip(sender, packet, packet.length, to, room)) {
    pieces.push(Buffer.from(to.subarray(0, size)));
  }
  return Buffer.concat(pieces);
}

/** Receives what comes from a line in chunks of `size` bytes. */
function received(line: Uint8Array, size = line.length + 1, receiver = new Int32Array(SlipReceiver.columns)): string[] {
  const into = new Uint8Array(ROOM + 1).fill(0xee);
  const packets: string[] = [];
  for (let at = 0; at < line.length; at += size) {
    const end = Math.min(at + size, line.length);
    for (let next = at; next < end; ) {
      const stopped = receiveSlip(receiver, line, next, end, into, ROOM);
      expect(stopped).toBeGreaterThan(next);
      next = stopped;
      const length = receiver[SlipReceiver.packet];
      if (length > 0) packets.push(Buffer.from(into.subarray(0, length)).toString('hex'));
    }
  }
  expect(into[ROOM]).toBe(0xee);
  return packets;
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

test.each([
  ['0102', 'c00102c0'],
  ['c0', 'c0dbdcc0'],
  ['db', 'c0dbddc0'],
  ['dcdd', 'c0dcddc0'],
  ['00c0dbff', 'c000dbdcdbddffc0'],
])('RFC 1055: packet %s is %s on the line', (packet, line) => {
  expect(encoded(hex(packet)).toString('hex')).toBe(line);
  expect(received(hex(line))).toEqual([packet]);
});

const special = fc.oneof(fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd), fc.integer({ min: 0, max: 255 }));
const packets = fc.array(fc.array(special, { minLength: 1, maxLength: ROOM }), { maxLength: 5 });
const sizes = fc.integer({ min: 1, max: 40 });

test('what is sent is received, however it is cut on either side', () => {
  fc.assert(
    fc.property(packets, sizes, sizes, (list, room, size) => {
      const line = Buffer.concat(list.map((packet) => encoded(Uint8Array.from(packet), room)));
      expect(received(line, size)).toEqual(list.map((packet) => Buffer.from(packet).toString('hex')));
    }),
  );
});

test('whatever is on the line, the packets between noise and END come whole', () => {
  fc.assert(
    fc.property(fc.array(special, { maxLength: 300 }), sizes, fc.uint8Array({ minLength: 1, maxLength: ROOM }), (noise, size, packet) => {
      const line = Buffer.concat([Uint8Array.from(noise), encoded(packet)]);
      expect(received(line, size).at(-1)).toBe(Buffer.from(packet).toString('hex'));
    }),
  );
});

test.each([
  ['an escape of an ordinary byte', 'c001db0203c0'],
  ['an escape before END', 'c001dbc0'],
  ['an escape of an escape', 'c0dbdb02c0'],
])('%s: the packet is dropped and counted, the next one comes', (_, line) => {
  const receiver = new Int32Array(SlipReceiver.columns);
  expect(received(hex(`${line}4567c0`), 3, receiver)).toEqual(['4567']);
  expect(receiver[SlipReceiver.dropped]).toBe(1);
});

test('a packet that fills its buffer comes whole', () => {
  expect(received(hex('11'.repeat(ROOM) + 'c0'))).toEqual(['11'.repeat(ROOM)]);
});

test('of a packet larger than its buffer comes as much as fits, and its length; the next one comes', () => {
  const receiver = new Int32Array(SlipReceiver.columns);
  const into = new Uint8Array(ROOM + 1).fill(0xee);
  const line = hex(`c0${'11'.repeat(ROOM + 70)}c04567c0`);
  const lengths: number[] = [];
  for (let at = 0; at < line.length; ) {
    at = receiveSlip(receiver, line, at, line.length, into, ROOM);
    if (receiver[SlipReceiver.packet] > 0) lengths.push(receiver[SlipReceiver.packet]);
  }
  expect(lengths).toEqual([ROOM + 70, 2]);
  expect([...into.subarray(0, 3), into[ROOM]]).toEqual([0x45, 0x67, 0x11, 0xee]);
  expect(receiver[SlipReceiver.dropped]).toBe(0);
});
