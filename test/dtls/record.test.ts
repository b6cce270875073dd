import fc from 'fast-check';
import { associations, Column, Secret, secrets, wipeKeys } from '../../src/dtls/associations';
import { ContentType, Suite } from '../../src/dtls/protocol';
import { openRecord, putRecord, Received, received } from '../../src/dtls/record';

/** Gives link 0 the same keys in both directions, and Connection IDs of a size. */
function prepare(cidSize: number): void {
  wipeKeys(0);
  secrets[Secret.suite] = Suite.pskAes128Ccm8 & 255;
  associations[Column.peerCid] = cidSize;
  for (let i = 0; i < cidSize; i++) secrets[Secret.peerCid + i] = i + 1;
}

const contents = fc.uint8Array({ maxLength: 300 });

test('what is sealed is longer by what the table of sizes says, and opens to the same', () => {
  fc.assert(
    fc.property(contents, fc.nat(40), (content, at) => {
      prepare(0);
      const buffer = new Uint8Array(at + content.length + 29);
      buffer.set(content, at);
      const end = putRecord(0, ContentType.applicationData, -1, buffer, at, at + content.length);
      expect(end - at).toBe(content.length + 13 + 8 + 8); // RFC 6655 3
      expect(openRecord(0, buffer, at, end, true)).toBe(true);
      const [type, epoch, start, contentEnd, next] = received;
      expect([type, epoch, next]).toEqual([ContentType.applicationData, 1, end]);
      expect([...buffer.subarray(start, contentEnd)]).toEqual([...content]);
      expect(openRecord(0, buffer, at, end, true)).toBe(false); // once
    }),
  );
});

test('with a Connection ID the type is within, and the size grows by both', () => {
  fc.assert(
    fc.property(contents, fc.integer({ min: 1, max: 32 }), (content, cidSize) => {
      prepare(cidSize);
      const buffer = new Uint8Array(content.length + 70);
      buffer.set(content);
      const end = putRecord(0, ContentType.alert, -1, buffer, 0, content.length);
      expect([buffer[0], end]).toEqual([ContentType.tls12Cid, content.length + 13 + cidSize + 8 + 1 + 8]);
    }),
  );
});

test('sequence numbers count over the border of their halves', () => {
  prepare(0);
  associations[Column.sequenceLow] = 0xffffff;
  const buffer = new Uint8Array(100);
  putRecord(0, ContentType.applicationData, -1, buffer, 0, 0);
  expect([...buffer.subarray(3, 11)]).toEqual([0, 1, 0, 0, 0, 255, 255, 255]);
  putRecord(0, ContentType.applicationData, -1, buffer, 0, 0);
  expect([...buffer.subarray(3, 11)]).toEqual([0, 1, 0, 0, 1, 0, 0, 0]);
});

test('any bytes give a record or none, within the datagram', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, hasKeys) => {
      prepare(0);
      for (let at = 0; at + 13 <= bytes.length; at = received[Received.next]) {
        const isGood = openRecord(0, bytes, at, bytes.length, hasKeys);
        expect(received[Received.next]).toBeGreaterThan(at);
        expect(received[Received.next]).toBeLessThanOrEqual(bytes.length);
        if (isGood) expect(received[Received.end]).toBeLessThanOrEqual(bytes.length);
      }
    }),
  );
});
