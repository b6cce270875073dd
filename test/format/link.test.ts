import { putFloat, putInteger } from '../../src/bytes/decimal';
import { outputOverflowed, outputPosition, outputTo, putText } from '../../src/bytes/output';
import { putLink, putParameter, putQuoted, startLinks } from '../../src/format/link';
import { parseLinks } from '../../tools/server/linkFormat';
import { ContentError } from '../../tools/server/value';
import { paired } from './vectors';

const output = new Uint8Array(1000);

/** A link: its path, and its parameters, of which numbers are written as numbers and quoted texts as quoted. */
type Link = readonly [path: string, parameters?: Readonly<Record<string, number | string>>];

function write(links: readonly Link[]): string {
  outputTo(output, 0, output.length);
  startLinks();
  for (const [path, parameters] of links) {
    const [o = 0, i = 0, r = 0, ri = 0] = path.split('/').slice(1).filter(Boolean).map(Number);
    putLink(path === '/' ? 0 : path.split('/').length - 1, o, i, r, ri);
    for (const [name, value] of Object.entries(parameters ?? {})) {
      putParameter(name);
      if (typeof value === 'number' && Number.isInteger(value)) {
        putInteger(value);
      } else if (typeof value === 'number') {
        putFloat(value);
      } else if (value.startsWith('"')) {
        const bytes = Buffer.from(value.slice(1, -1));
        putQuoted(bytes, 0, bytes.length);
      } else {
        putText(value);
      }
    }
  }
  expect(outputOverflowed()).toBe(false);
  return Buffer.from(output.subarray(0, outputPosition())).toString();
}

/** Lists that no client writes, and none reads: the local server does, and refuses them. */
const refused = 'refused';

const expectations: Readonly<Record<string, readonly Link[] | typeof refused>> = {
  'lf-reg-1': [['/1/0'], ['/1/1'], ['/2/0'], ['/2/1'], ['/2/2'], ['/2/3'], ['/2/4'], ['/3/0'], ['/4/0'], ['/5']],
  'lf-reg-ct3': [['/', { ct: '"110 112 60"' }], ['/1/0'], ['/3/0']],
  'lf-ver-obj': [['/1', { ver: '1.0' }], ['/1/0'], ['/1/1'], ['/3/0']],
  'lf-hb': [['/', { rt: '"oma.lwm2m"', ct: 11543 }], ['/1/0'], ['/3/0']],
  'lf-bsd-root': [
    ['/', { lwm2m: '1.1' }],
    ['/0/0', { ssid: 101, uri: '"coaps://server_1.example.com"' }],
    ['/0/1'],
    ['/1/0', { ssid: 101 }],
    ['/3/0'],
    ['/5'],
    ['/4'],
  ],
  'lf-bsd-osc': [
    ['/', { lwm2m: '1.1' }],
    ['/0/0', { ssid: 101, uri: '"coaps://server_1.example.com"' }],
    ['/0/1'],
    ['/0/2', { ssid: 102, uri: '"coap://server_1.example.com"' }],
    ['/21/0', { ssid: 101 }],
    ['/21/1'],
    ['/21/2', { ssid: 102 }],
  ],
  'lf-d-3': [
    ['/3', { pmin: 10 }],
    ['/3/0', { pmax: 60 }],
    ['/3/0/1'],
    ['/3/0/2'],
    ['/3/0/3'],
    ['/3/0/4'],
    ['/3/0/6', { dim: 2 }],
    ['/3/0/7', { dim: 2, gt: 50, lt: 42.2 }],
    ['/3/0/8', { dim: 2 }],
    ['/3/0/11'],
    ['/3/0/16'],
  ],
  'lf-d-307': [['/3/0/7', { dim: 2, pmin: 10, pmax: 60, gt: 50, lt: 42.2 }], ['/3/0/7/0'], ['/3/0/7/1', { lt: 45 }]],
  'lf-ets260a': [
    ['/3'],
    ['/3/0'],
    ['/3/0/1'],
    ['/3/0/2'],
    ['/3/0/3'],
    ['/3/0/4'],
    ['/3/0/6', { dim: 2 }],
    ['/3/0/7', { dim: 2 }],
    ['/3/0/8', { dim: 2 }],
    ['/3/0/9'],
    ['/3/0/11'],
    ['/3/0/16'],
  ],
  'lf-ets260b': [['/3/0/7', { pmin: 10, pmax: 200, dim: 2, lt: 1, gt: 6, st: 1 }]],
  'lf-ets261': [['/3/0/11', { dim: 1, pmin: 10, pmax: 320 }], ['/3/0/11/0', { pmax: 100, epmin: 1, epmax: 20 }]],
  'lf-z': [['/65535', { ver: '1.1' }], ['/65535/0']],
  'lf-bad-0': refused,
  'lf-bad-1': refused,
  'lf-bad-2': refused,
};

const rows = paired('lf', expectations);

test.each(rows.filter(([, , expected]) => expected !== refused))('%s', (_id, { input }, expected) => {
  expect(write(expected as readonly Link[])).toBe(input);
});

test.each(rows.filter(([, , expected]) => expected === refused))('%s is refused', (_id, { input }) => {
  expect(() => parseLinks(input)).toThrow(ContentError);
});

test('a float without fraction is written without a point', () => {
  outputTo(output, 0, output.length);
  putParameter('gt');
  putFloat(50);
  expect(Buffer.from(output.subarray(0, outputPosition())).toString()).toBe(';gt=50');
});

test('quotation marks and backslashes in a quoted text are escaped', () => {
  expect(write([['/0/0', { uri: '"coap://a"b\\c"' }]])).toBe('</0/0>;uri="coap://a\\"b\\\\c"');
});

test('a list begun anew has no comma in front', () => {
  expect(write([['/3'], ['/3/0']])).toBe('</3>,</3/0>');
  expect(write([['/4']])).toBe('</4>');
});
