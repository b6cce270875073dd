import fc from 'fast-check';
import { Next } from '../../src/format/format';
import { tlvFormat } from '../../src/format/tlv';
import { Type } from '../../src/format/type';
import { type Event, idsOf, type Path, readPayload } from './payload';
import { boolean, coreLink, float, integer, objectLink, opaque, string, time, unsigned } from './types';

const read = (hex: string, path: Path, type: Type = Type.opaque): Event[] =>
  readPayload(tlvFormat, Buffer.from(hex.replace(/ /g, ''), 'hex'), path, () => type);

describe('what a payload may hold at each level', () => {
  const v = (path: string, value: string): Event => ({ path, value });

  test.each<[string, Path, string, Event[]]>([
    ['object: bare resources leave the instance open', [9], 'c1 05 aa', [v('/9/5', 'aa')]],
    ['object: an instance without values', [9], '00 03', [{ instance: 3 }]],
    ['object: two instances', [9], '03 01 c1 05 aa 03 02 c1 05 bb', [{ instance: 1 }, v('/9/1/5', 'aa'), { instance: 2 }, v('/9/2/5', 'bb')]],
    ['object: no bare resource behind an instance', [9], '00 03 c1 05 aa', [{ instance: 3 }, 'malformed']],
    ['object: no instance behind a bare resource', [9], 'c1 05 aa 00 03', [v('/9/5', 'aa'), 'malformed']],
    ['object: no bare resource instance', [9], '41 00 aa', ['malformed']],
    ['object: the same instance twice', [9], '00 03 00 04 00 03', [{ instance: 3 }, { instance: 4 }, 'malformed']],
    ['instance: the wrapper with its id', [9, 3], '03 03 c1 05 aa', [v('/9/3/5', 'aa')]],
    ['instance: the wrapper with another id', [9, 3], '03 04 c1 05 aa', ['malformed']],
    ['instance: the wrapper twice', [9, 3], '00 03 00 03', ['malformed']],
    ['instance: no bare resource instance', [9, 3], '41 00 aa', ['malformed']],
    ['resource: one value', [9, 3, 5], 'c1 05 aa', [v('/9/3/5', 'aa')]],
    ['resource: a value of another resource', [9, 3, 5], 'c1 06 aa', ['malformed']],
    ['resource: two values', [9, 3, 5], 'c1 05 aa c1 05 bb', [v('/9/3/5', 'aa'), 'malformed']],
    ['resource: in a wrapper', [9, 3, 5], '03 03 c1 05 aa', [v('/9/3/5', 'aa')]],
    ['resource: in a wrapper with another id', [9, 3, 5], '03 00 c1 05 aa', ['malformed']],
    ['resource: another one in the wrapper', [9, 3, 5], '03 03 c1 06 aa', ['malformed']],
    ['resource: a multiple one', [9, 3, 5], '86 05 41 00 aa 41 07 bb', [{ multiple: 5 }, v('/9/3/5/0', 'aa'), v('/9/3/5/7', 'bb')]],
    ['resource: a multiple one in a wrapper', [9, 3, 5], '05 03 83 05 41 00 aa', [{ multiple: 5 }, v('/9/3/5/0', 'aa')]],
    ['resource: another multiple one', [9, 3, 5], '83 06 41 00 aa', ['malformed']],
    ['resource: instances without their header', [9, 3, 5], '41 00 aa 41 07 bb', [{ multiple: 5 }, v('/9/3/5/0', 'aa'), v('/9/3/5/7', 'bb')]],
    ['resource: such an instance twice', [9, 3, 5], '41 00 aa 41 00 bb', [{ multiple: 5 }, v('/9/3/5/0', 'aa'), 'malformed']],
    ['resource: a value behind such instances', [9, 3, 5], '41 00 aa c1 05 bb', [{ multiple: 5 }, v('/9/3/5/0', 'aa'), 'malformed']],
    ['resource: an instance behind a value', [9, 3, 5], 'c1 05 aa 41 00 bb', [v('/9/3/5', 'aa'), 'malformed']],
    ['resource: no value', [9, 3, 5], '', []],
    ['resource instance: bare', [9, 3, 5, 7], '41 07 aa', [v('/9/3/5/7', 'aa')]],
    ['resource instance: another', [9, 3, 5, 7], '41 06 aa', ['malformed']],
    ['resource instance: twice', [9, 3, 5, 7], '41 07 aa 41 07 bb', [v('/9/3/5/7', 'aa'), 'malformed']],
    ['resource instance: in its resource', [9, 3, 5, 7], '83 05 41 07 aa', [v('/9/3/5/7', 'aa')]],
    ['resource instance: in another resource', [9, 3, 5, 7], '83 06 41 07 aa', ['malformed']],
    ['resource instance: beside another', [9, 3, 5, 7], '86 05 41 07 aa 41 08 bb', [v('/9/3/5/7', 'aa'), 'malformed']],
    ['resource instance: bare and in its resource', [9, 3, 5, 7], '41 07 aa 83 05 41 07 bb', [v('/9/3/5/7', 'aa'), 'malformed']],
    ['resource instance: in its resource and bare', [9, 3, 5, 7], '83 05 41 07 aa 41 07 bb', [v('/9/3/5/7', 'aa'), 'malformed']],
    ['resource instance: in a wrapper', [9, 3, 5, 7], '05 03 83 05 41 07 aa', [v('/9/3/5/7', 'aa')]],
    ['resource instance: a single value', [9, 3, 5, 7], 'c1 05 aa', ['malformed']],
    ['resource instance: a single value in a wrapper', [9, 3, 5, 7], '03 03 c1 05 aa', ['malformed']],
    ['the same resource twice, the ids falling', [9, 3], 'c1 06 aa c1 05 bb c1 06 cc', [v('/9/3/6', 'aa'), v('/9/3/5', 'bb'), 'malformed']],
    ['ids falling', [9, 3], 'c1 06 aa c1 05 bb', [v('/9/3/6', 'aa'), v('/9/3/5', 'bb')]],
    ['a resource single and multiple', [9, 3], 'c1 06 aa 80 06', [v('/9/3/6', 'aa'), 'malformed']],
    ['the same resource in two instances', [9], '03 01 c1 05 aa 03 02 c1 05 bb', [{ instance: 1 }, v('/9/1/5', 'aa'), { instance: 2 }, v('/9/2/5', 'bb')]],
    ['a value within a multiple resource', [9, 3], '83 05 c1 00 aa', [{ multiple: 5 }, 'malformed']],
    ['a multiple resource within another', [9, 3], '82 05 80 06', [{ multiple: 5 }, 'malformed']],
    ['an instance within an instance', [9], '02 03 00 03', [{ instance: 3 }, 'malformed']],
    ['a value reaching out of its container', [9], '03 03 c2 05 aa bb', [{ instance: 3 }, 'malformed']],
    ['a header reaching out of its container', [9], '01 03 c1 05 aa', [{ instance: 3 }, 'malformed']],
    ['a length cut off', [9, 3], 'd0 05 00', ['malformed']],
    ['an id cut off', [9, 3], 'e0 05', ['malformed']],
    ['an id of 65535', [9, 3], 'e1 ff ff aa', ['malformed']],
    ['a long id and a long length of small values', [9, 3], 'f8 00 05 00 00 01 aa', [v('/9/3/5', 'aa')]],
    ['bits that a length field makes void', [9, 3], 'cf 05 01 aa', [v('/9/3/5', 'aa')]],
  ])('%s', (_name, path, hex, events) => {
    expect(read(hex, path)).toEqual(events);
  });

  test('nothing is read at the root', () => {
    expect(read('00 03', [])).toEqual(['refused']);
  });

  test('a malformed payload stays malformed', () => {
    const { reader } = tlvFormat;
    reader.start(Buffer.from('41', 'hex'), 0, 1, idsOf([9, 3]), 0);
    expect([reader.next(), reader.next()]).toEqual([Next.malformed, Next.malformed]);
  });
});

describe('values', () => {
  test.each<[string, Type, number | string | undefined]>([
    ['c4 05 3f 80 00 00', float, 1],
    ['c4 05 7f 80 00 00', float, Infinity],
    ['c2 05 3f 80', float, undefined],
    ['c1 05 01', boolean, 1],
    ['c1 05 02', boolean, undefined],
    ['c2 05 00 01', boolean, undefined],
    ['c0 05', boolean, undefined],
    ['c0 05', integer, undefined],
    ['c0 05', string, ''],
    ['c0 05', opaque, ''],
    ['c1 05 ff', integer, -1],
    ['c1 05 ff', unsigned, 255],
    ['c4 05 ff ff ff ff', unsigned, 4294967295],
    ['c4 05 ff ff ff ff', time, -1],
    ['c8 05 08 00 1f ff ff ff ff ff ff', integer, 9007199254740991],
    ['c8 05 08 00 20 00 00 00 00 00 00', integer, undefined],
    ['c8 05 08 ff e0 00 00 00 00 00 01', integer, -9007199254740991],
    ['c8 05 08 ff e0 00 00 00 00 00 00', integer, undefined],
    ['c8 05 08 ff ff ff ff ff ff ff ff', unsigned, undefined],
    ['c8 05 08 00 00 00 00 00 00 00 07', integer, 7],
    ['c5 05 00 00 00 00 01', integer, undefined],
    ['c4 05 ff ff ff ff', objectLink, 4294967295],
    ['c2 05 00 01', objectLink, undefined],
    ['c2 05 c3 28', string, undefined],
    ['c2 05 c3 28', opaque, 'c328'],
    ['c3 05 61 00 62', coreLink, undefined],
  ])('%s as type %i', (hex, type, value) => {
    expect(read(hex, [9, 3], type)).toEqual([{ path: '/9/3/5', value }]);
  });
});

describe('hostile payloads', () => {
  const types = [integer, unsigned, float, boolean, string, opaque, time, objectLink, coreLink] as const;
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    // Headers that look right more often.
    fc
      .array(fc.tuple(fc.constantFrom(0x00, 0x03, 0x08, 0x40, 0x41, 0x44, 0x80, 0x83, 0x88, 0xc0, 0xc1, 0xc4, 0xc8, 0xe1, 0xd0), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 8 })), { maxLength: 40 })
      .map((rows) => Uint8Array.from(rows.flat())),
  );
  const paths = fc.constantFrom<Path>([], [3], [3, 0], [3, 0, 5], [3, 0, 5, 1]);

  test('any bytes at any level end in bounded steps, within the payload and below the path', () => {
    fc.assert(
      fc.property(hostile, paths, (payload, path) => {
        for (const event of readPayload(tlvFormat, payload, path, (id) => types[id % types.length])) {
          if (typeof event === 'object' && 'path' in event && path.length > 0) {
            expect(`${event.path}/`.startsWith(path.length > 1 ? `/${path.join('/')}/` : '/3/')).toBe(true);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('no container yields an id twice', () => {
    fc.assert(
      fc.property(hostile, paths, (payload, path) => {
        const seen = new Set<string>();
        let instance = '';
        for (const event of readPayload(tlvFormat, payload, path, () => opaque)) {
          if (typeof event === 'string') continue;
          if ('instance' in event) instance = `/3/${event.instance}`;
          const name = 'path' in event ? event.path : 'instance' in event ? instance : 'multiple' in event ? `${instance} multiple ${event.multiple}` : '';
          expect(seen.has(name)).toBe(false);
          seen.add(name);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
