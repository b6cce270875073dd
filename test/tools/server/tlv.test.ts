import fc from 'fast-check';
import { decodeTlv, encodeTlv, Kind, type Tlv } from '../../../tools/server/tlv';
import { ContentError } from '../../../tools/server/value';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** A record as a short text: kind, id, and value or records. */
function show({ kind, id, value, children }: Tlv): string {
  const name = ['OI', 'RI', 'MR', 'R'][kind];
  return kind === Kind.ObjectInstance || kind === Kind.MultipleResource ? `${name} ${id} {${children.map(show).join(', ')}}` : `${name} ${id} ${value.toString('hex')}`;
}

// The names are those of the project's vectors.
test.each([
  ['tlv-acl-2', '08000ec10001c101008302417f07c1037f080212c10003c101008702417f0761013601c1037f', 'OI 0 {R 0 01, R 1 00, MR 2 {RI 127 07}, R 3 7f}; OI 2 {R 0 03, R 1 00, MR 2 {RI 127 07, RI 310 01}, R 3 7f}'],
  ['tlv-srv-1', '08000fc10001c40100015180c10601c10755', 'OI 0 {R 0 01, R 1 00015180, R 6 01, R 7 55}'],
  ['tlv-obj65', '88000c440000420000440100420001c8010d38363133383030373535353030c40212345678', 'MR 0 {RI 0 00420000, RI 1 00420001}; R 1 38363133383030373535353030; R 2 12345678'],
  ['tlv-wk-2', '28020311c337010203c842090405060708090a0b0c', 'OI 515 {R 55 010203, R 66 0405060708090a0b0c}'],
  ['tlv-empty-multi', '8006', 'MR 6 {}'],
  ['tlv-empty-obj', '', ''],
])('%s is read and written', (_, bytes, shown) => {
  const records = decodeTlv(hex(bytes));
  expect(records.map(show).join('; ')).toBe(shown);
  expect(encodeTlv(records).toString('hex')).toBe(bytes);
});

test.each([
  ['tlv-bad-1', '0011223344556677889900'],
  ['tlv-bad-trunc', 'c8001441'],
  ['an id cut short', 'e1aa'],
  ['a length cut short', 'd80001'],
  ['a record inside a resource instance of an object instance', '030000410001'],
  ['an object instance inside an object instance', '02000000'],
])('%s is refused', (_, bytes) => {
  expect(() => decodeTlv(hex(bytes))).toThrow(ContentError);
});

test('lengths of 8, 16 and 24 bits', () => {
  const record = (length: number): Tlv => ({ kind: Kind.Resource, id: 0, value: Buffer.alloc(length, 1), children: [] });
  for (const [length, head] of [[7, 'c700'], [8, 'c80008'], [255, 'c800ff'], [256, 'd0000100'], [65536, 'd800010000']] as const) {
    const bytes = encodeTlv([record(length)]);
    expect(bytes.subarray(0, head.length / 2).toString('hex')).toBe(head);
    expect(decodeTlv(bytes)).toEqual([record(length)]);
  }
});

test('any bytes are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        decodeTlv(Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(ContentError);
      }
    }),
  );
});
