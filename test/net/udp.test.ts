import fc from 'fast-check';
import { cameAlong, decodeUdp, encodeUdp, Packet, readAddress, Route, udp, UdpBytes, UdpField, writePort } from '../../src/net/udp';

/** A datagram whose checksums tshark finds good: 10.0.0.1:40000 to 10.0.0.2:5683, payload 40 01 00 01. */
const CAPTURED = '45000020000040004011' + '26cb' + '0a0000010a000002' + '9c401633' + '000c' + 'f95d' + '40010001';

interface Ends {
  source: string;
  destination: string;
  sourcePort: number;
  destinationPort: number;
}

function route({ source, destination, sourcePort, destinationPort }: Ends): Uint8Array {
  const row = new Uint8Array(Route.bytes);
  expect(readAddress(source, row, Route.source)).toBe(true);
  expect(readAddress(destination, row, Route.destination)).toBe(true);
  writePort(row, Route.sourcePort, sourcePort);
  writePort(row, Route.destinationPort, destinationPort);
  return row;
}

function packetOf(payload: Uint8Array, row: Uint8Array): Uint8Array {
  const packet = new Uint8Array(UdpBytes.headers + payload.length);
  packet.set(payload, UdpBytes.headers);
  expect(encodeUdp(packet, payload.length, row, 0)).toBe(packet.length);
  return packet;
}

const address = fc.ipV4();
const port = fc.integer({ min: 0, max: 65535 });
const ends = fc.record({ source: address, destination: address, sourcePort: port, destinationPort: port });

function reverse({ source, destination, sourcePort, destinationPort }: Ends): Ends {
  return { source: destination, destination: source, sourcePort: destinationPort, destinationPort: sourcePort };
}

/** RFC 1071 by its letter: words added up first, carries folded at the end. */
function onesComplement(bytes: Uint8Array): number {
  const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 2) sum += padded.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}

test('a datagram is byte for byte what tshark finds good', () => {
  const row = route({ source: '10.0.0.1', destination: '10.0.0.2', sourcePort: 40000, destinationPort: 5683 });
  expect(Buffer.from(packetOf(Uint8Array.of(0x40, 1, 0, 1), row)).toString('hex')).toBe(CAPTURED);
});

test('what is encoded is decoded, its sums are as RFC 1071 has them, and it belongs to the reverse route alone', () => {
  fc.assert(
    fc.property(ends, fc.uint8Array({ maxLength: 600 }), (there, payload) => {
      const packet = packetOf(payload, route(there));
      expect(decodeUdp(packet, packet.length, packet.length)).toBe(Packet.udp);
      expect(udp[UdpField.sourcePort]).toBe(there.sourcePort);
      expect(udp[UdpField.destinationPort]).toBe(there.destinationPort);
      expect(packet.slice(udp[UdpField.payloadStart], udp[UdpField.payloadEnd])).toEqual(payload);
      expect(onesComplement(packet.slice(0, 20))).toBe(0xffff);
      const length = packet.length - 20;
      const pseudo = Buffer.concat([packet.slice(12, 20), Buffer.from([0, 17, length >> 8, length & 255]), packet.slice(20)]);
      expect(onesComplement(pseudo)).toBe(0xffff);
      expect((packet[26] << 8) | packet[27]).not.toBe(0);
      const back = reverse(there);
      expect(cameAlong(packet, route(back), 0)).toBe(true);
      for (const key of ['sourcePort', 'destinationPort'] as const) {
        expect(cameAlong(packet, route({ ...back, [key]: back[key] ^ 256 }), 0)).toBe(false);
      }
      const other = route(back);
      other[payload.length & 7] ^= 1;
      expect(cameAlong(packet, other, 0)).toBe(false);
    }),
  );
});

test('a sum of 0 is sent as all ones (RFC 768)', () => {
  const row = route({ source: '0.0.0.0', destination: '0.0.0.0', sourcePort: 0, destinationPort: 0 });
  const packet = packetOf(Uint8Array.of(0xff, 0xff - 17 - 10 - 10), row);
  expect(Buffer.from(packet.subarray(26, 28)).toString('hex')).toBe('ffff');
  expect(decodeUdp(packet, packet.length, packet.length)).toBe(Packet.udp);
});

test('a bit that is wrong is found', () => {
  fc.assert(
    fc.property(ends, fc.uint8Array({ maxLength: 40 }), fc.nat(), (there, payload, bit) => {
      const packet = packetOf(payload, route(there));
      const at = bit % (8 * packet.length);
      packet[at >> 3] ^= 1 << (at & 7);
      const hasSum = packet[26] !== 0 || packet[27] !== 0;
      expect(decodeUdp(packet, packet.length, packet.length) !== Packet.udp || !hasSum).toBe(true);
    }),
    { numRuns: 500 },
  );
});

/** The captured datagram with other header bytes, its header checksum made good. */
function altered(change: (bytes: Buffer) => Buffer | void, header = 20): Buffer {
  const bytes = Buffer.from(CAPTURED, 'hex');
  const packet = change(bytes) ?? bytes;
  packet.writeUInt16BE(0, 10);
  packet.writeUInt16BE(0xffff - onesComplement(packet.subarray(0, header)), 10);
  return packet;
}

test.each<[string, Packet, Buffer]>([
  ['as it is', Packet.udp, altered(() => undefined)],
  ['no checksum (RFC 768)', Packet.udp, altered((b) => void b.writeUInt16BE(0, 26))],
  ['options in the header', Packet.udp, altered((b) => Buffer.concat([Buffer.from('46000024', 'hex'), b.subarray(4, 20), Buffer.alloc(4, 1), b.subarray(20)]), 24)],
  ['bytes behind the packet', Packet.udp, altered((b) => Buffer.concat([b, Buffer.alloc(14)]))],
  ['bytes behind the datagram', Packet.udp, altered((b) => (b.writeUInt16BE(33, 2), Buffer.concat([b, Buffer.alloc(1)])))],
  ['version 6', Packet.other, altered((b) => void (b[0] = 0x65))],
  ['TCP', Packet.other, altered((b) => void (b[9] = 6))],
  ['the first fragment', Packet.other, altered((b) => void (b[6] = 0x20))],
  ['another fragment', Packet.other, altered((b) => void (b[7] = 1))],
  ['a header of 16 bytes', Packet.damaged, altered((b) => void (b[0] = 0x44))],
  ['longer than what came', Packet.damaged, altered((b) => void b.writeUInt16BE(33, 2))],
  ['shorter than its header', Packet.damaged, altered((b) => void b.writeUInt16BE(19, 2))],
  ['no room for ports', Packet.damaged, altered((b) => void b.writeUInt16BE(27, 2))],
  ['a datagram of 7 bytes', Packet.damaged, altered((b) => (b.writeUInt16BE(7, 24), void b.writeUInt16BE(0, 26)))],
  ['a datagram longer than its packet', Packet.damaged, altered((b) => (b.writeUInt16BE(13, 24), void b.writeUInt16BE(0, 26)))],
])('%s', (_, outcome, packet) => {
  expect(decodeUdp(packet, packet.length, packet.length)).toBe(outcome);
  if (outcome !== Packet.udp) return;
  expect(packet.toString('hex', udp[UdpField.payloadStart], udp[UdpField.payloadEnd])).toBe('40010001');
});

test('whatever the bytes, it comes to an end within them', () => {
  const start = fc.constantFrom<number[]>([0x45, 0, 0, 28], [0x4f], [0x45], []);
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 80 }), (first, rest) => {
      const packet = Uint8Array.from([...first, ...rest]);
      if (decodeUdp(packet, packet.length, packet.length) === Packet.udp) {
        expect(udp[UdpField.payloadStart]).toBeLessThanOrEqual(udp[UdpField.payloadEnd]);
        expect(udp[UdpField.payloadEnd]).toBeLessThanOrEqual(packet.length);
      }
    }),
  );
});

test('addresses are read', () => {
  fc.assert(
    fc.property(address, (text) => {
      const into = new Uint8Array(6);
      expect(readAddress(text, into, 1)).toBe(true);
      expect([...into]).toEqual([0, ...text.split('.').map(Number), 0]);
    }),
  );
});

test.each(['', '1.2.3', '1.2.3.', '.1.2.3', '1..2.3', '1.2.3.4.', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '00.0.0.0', '1.2.3.x', '1.2.3.4 ', '111.111.111.1111', '::1', 'a.example'])(
  '"%s" is no address',
  (text) => {
    expect(readAddress(text, new Uint8Array(4), 0)).toBe(false);
  },
);

test('the first bytes of a longer packet tell of it, unverified', () => {
  const packet = packetOf(new Uint8Array(600).fill(7), route({ source: '10.0.0.1', destination: '10.0.0.2', sourcePort: 40000, destinationPort: 5683 }));
  packet[300] ^= 1;
  expect(decodeUdp(packet, packet.length, packet.length)).toBe(Packet.damaged);
  expect(decodeUdp(packet.slice(0, 284), packet.length, 284)).toBe(Packet.udp);
  expect([udp[UdpField.payloadStart], udp[UdpField.payloadEnd]]).toEqual([28, 628]);
});
