import fc from 'fast-check';
import { putBase64, putBase64Url, readAnyBase64, readBase64 } from '../../src/bytes/base64';
import { written } from './written';

/** The bytes that Base64 text stands for, in hex; undefined when it is refused. */
function decode(text: string, read = readBase64): string | undefined {
  const bytes = Buffer.from(`AA${text}AA==`, 'latin1');
  const size = read(bytes, 2, bytes.length - 4, bytes, -1);
  if (size < 0) return undefined;
  const to = new Uint8Array(size + 2).fill(0xee);
  expect(read(bytes, 2, bytes.length - 4, to, 1)).toBe(size);
  expect([to[0], to[size + 1]]).toEqual([0xee, 0xee]);
  return Buffer.from(to.subarray(1, size + 1)).toString('hex');
}

// RFC 4648 10.
test.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
])('"%s"', (plain, text) => {
  expect(written(() => putBase64(Buffer.from(plain), 0, plain.length)).toString()).toBe(text);
  expect(decode(text)).toBe(Buffer.from(plain).toString('hex'));
});

test.each(['A', 'AA', 'AAA', '====', 'A===', 'AA=A', 'Zh==', 'Zm9=', 'Zm8-', 'Zm_v', 'Zm9v\n', ' Zm9v', 'Zg==Zg==', 'Zm@v', 'Zm[v', 'Zm`v', 'Zm{v', 'Zm:v'])(
  '"%s" is refused',
  (text) => {
    expect(decode(text)).toBe(undefined);
  },
);

test('bytes are written as Buffer writes them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(5), (bytes, skipped) => {
      const start = Math.min(skipped, bytes.length);
      const text = Buffer.from(bytes.subarray(start)).toString('base64');
      expect(written(() => putBase64(bytes, start, bytes.length)).toString()).toBe(text);
    }),
  );
});

test('exactly what Buffer writes is accepted', () => {
  const likely = fc.string({ unit: fc.constantFrom(...'AQgwZz09+/==-_ \n'), maxLength: 12 });
  const random = fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  fc.assert(
    fc.property(fc.oneof(likely, random, fc.string({ unit: 'binary-ascii', maxLength: 8 })), (text) => {
      const bytes = Buffer.from(text, 'base64');
      expect(decode(text)).toBe(bytes.toString('base64') === text ? bytes.toString('hex') : undefined);
    }),
    { numRuns: 5000 },
  );
});

describe('of either alphabet', () => {
  test.each([
    ['', ''],
    ['Zg', '66'],
    ['Zg==', '66'],
    ['Zm8', '666f'],
    ['Zm8=', '666f'],
    ['-_-_', 'fbffbf'],
    ['+/+/', 'fbffbf'],
    ['-/+_', 'fbffbf'],
    ['-_8', 'fbff'],
  ])('"%s" is %s', (text, hex) => {
    expect(decode(text, readAnyBase64)).toBe(hex);
  });

  test.each(['A', 'AAAAA', 'AA=', 'AAA==', 'A===', '====', '=', 'Zh', 'Zm9', 'Zh==', 'AA=A', 'AA A', 'AA\n', 'AA*A', 'AA,A', 'AA.A', 'AA^A', 'AA`A'])(
    '"%s" is refused',
    (text) => {
      expect(decode(text, readAnyBase64)).toBe(undefined);
    },
  );

  test('what Buffer writes is what is written, and read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const [plain, hex] = [Buffer.from(bytes).toString('base64'), Buffer.from(bytes).toString('hex')];
        const url = Buffer.from(bytes).toString('base64url');
        expect(written(() => putBase64Url(bytes, 0, bytes.length)).toString()).toBe(url);
        expect([plain, url, plain.replaceAll('=', '')].map((text) => decode(text, readAnyBase64))).toEqual([hex, hex, hex]);
      }),
      { numRuns: 200 },
    );
  });
});
