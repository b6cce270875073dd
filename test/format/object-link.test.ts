import { numberRead } from '../../src/format/format';
import { putObjectLink, readObjectLink } from '../../src/format/object-link';
import { written } from '../bytes/written';

test.each([
  ['0:0', 0],
  ['3:1', 3 * 65536 + 1],
  ['65535:65535', 4294967295],
  ['40000:65535', 40000 * 65536 + 65535],
])('"%s"', (text, link) => {
  const bytes = Buffer.from(`1${text}1`);
  expect(readObjectLink(bytes, 1, bytes.length - 1)).toBe(true);
  expect(numberRead[0]).toBe(link);
  expect(written(() => putObjectLink(link)).toString()).toBe(text);
  // Where integers have 32 bits, it wraps.
  expect(written(() => putObjectLink(link | 0)).toString()).toBe(text);
});

test.each(['', ':', '3', '3:', ':0', '3:0:', '3:65536', '65536:0', '-1:0', '3 :0', '3:0x'])('"%s" is none', (text) => {
  const bytes = Buffer.from(`1${text}1`);
  expect(readObjectLink(bytes, 1, bytes.length - 1)).toBe(false);
});
