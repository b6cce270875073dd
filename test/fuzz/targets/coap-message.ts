import { generate } from 'coap-packet';
import type * as Message from '../../../src/coap/message';
import { Decoded, Field, Limit } from '../../../src/coap/message';
import { requests } from '../../allocation/requests';
import vectors from '../../vectors.json';
import { readEverywhere } from '../placement';
import { hexBytes, promise, type Target } from '../target';

/** The message decoder: what it notes lies in the message, and the same bytes give the same. */
export const coapMessage: Target = {
  name: 'coap-message',
  dictionary: hexBytes('ff', '40', '44', '60', '70', 'b0', 'b133', '3d', 'd0', 'dd', 'ee', '0e0000', 'd000', '60', '8161', '22 2d16', '52 2d16'),
  seeds: () => [
    ...Object.values(requests).flat(),
    ...hexBytes(...vectors.filter(({ id }) => id.startsWith('coap-')).map(({ input }) => input)),
    generate({ code: '2.01', ack: true, messageId: 1, options: [{ name: 'Location-Path', value: Buffer.from('rd') }] }),
    generate({ code: 'PUT', confirmable: true, token: Buffer.alloc(8), options: [{ name: 'Block1', value: Buffer.from([0x1e]) }], payload: Buffer.alloc(32) }),
  ],
  start(modules) {
    const { decodeMessage, message, pathSegments, queries } = modules.load<typeof Message>('src/coap/message');

    /** What the decoder noted of a message in the first `length` bytes. */
    function note(buffer: Uint8Array, length: number): unknown {
      const decoded = decodeMessage(buffer, length);
      if (decoded === Decoded.ignore) return 'ignored';
      const head = [message[Field.type], message[Field.code], message[Field.messageId]];
      if (decoded === Decoded.formatError) return head;
      const part = (start: number, end: number): string => {
        promise(start >= 4 && start <= end && end <= length, `a part from ${start} to ${end}`);
        return Buffer.from(buffer.subarray(start, end)).toString('hex');
      };
      const texts = (places: Uint16Array, count: number): string[] =>
        Array.from({ length: Math.min(count, Limit.segments) }, (_, i) => part(places[2 * i], places[2 * i + 1]));
      const values = [Field.observe, Field.contentFormat, Field.accept, Field.block1, Field.block2, Field.size1].map((field) => message[field]);
      promise(values.every((value) => value >= -1 && value < 1 << 30), 'an option value out of range');
      return [
        head,
        part(message[Field.tokenStart], message[Field.tokenEnd]),
        texts(pathSegments, message[Field.pathCount]),
        texts(queries, message[Field.queryCount]),
        values,
        message[Field.badOption],
        part(message[Field.payloadStart], message[Field.payloadEnd]),
      ];
    }

    return (input) =>
      // A message begins its buffer.
      void readEverywhere(input, ({ buffer, start, end }) => note(buffer.subarray(start), end - start));
  },
};
