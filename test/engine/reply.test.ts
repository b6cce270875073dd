import { outputPosition, outputTo, putByte } from '../../src/bytes/output';
import { Code, MessageType } from '../../src/coap/code';
import { putHeader } from '../../src/coap/encode';
import { endPayload, startPayload } from '../../src/engine/reply';
import { ContentFormat } from '../../src/format/type';

const token = new Uint8Array(0);

/** The message that has this payload, in hex. */
function message(payload: readonly number[]): string {
  const buffer = new Uint8Array(16);
  outputTo(buffer, 0, buffer.length);
  putHeader(buffer, 0, buffer.length, MessageType.acknowledgement, Code.content, 0x1234, token, 0, 0);
  startPayload(ContentFormat.tlv);
  payload.forEach(putByte);
  expect(endPayload()).toBe(true);
  return Buffer.from(buffer.subarray(0, outputPosition())).toString('hex');
}

test('a payload stands behind its Content-Format and the marker', () => {
  expect(message([0xc1, 0x00, 0x07])).toBe('60451234c22d16ffc10007');
});

// An empty text and an object without instances are values in a format, too; the notification of one has to have
// the Content-Format of the first response (RFC 7641 4.2). Leshan refuses the answer otherwise.
test('an empty payload keeps its Content-Format, and has no marker (RFC 7252 3)', () => {
  expect(message([])).toBe('60451234c22d16');
});
