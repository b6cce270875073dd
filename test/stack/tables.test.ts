/** Full tables: a CoAP error, nothing lost, nothing broken, and room again afterwards (sizes in src/config.ts). */
import fc from 'fast-check';
import { startRegistered } from './device';
import { Format } from './message';
import { hex, instance, multiple, resource, tlv, values } from './tlv';
import { Types } from './apps/types';

const OBJECT = '/32769/0';
const FULL = /^(4\.13|5\.00|5\.03)$/;

function startTypes(config: Record<string, number> = {}) {
  return startRegistered<typeof import('./apps/types')>('test/stack/apps/types', { config });
}

test('more resource instances than there is room for', () => {
  const { server } = startTypes();
  const before = server.read(OBJECT).payload;
  const many = (count: number) => tlv(multiple(Types.integers, Object.fromEntries(Array.from({ length: count }, (_, id) => [id, 1]))));
  const path = `${OBJECT}/${Types.integers}`;
  expect(server.write(path, many(30), Format.tlv)).toMatch(FULL);
  expect(server.update(path, many(30))).toMatch(FULL);
  expect(server.update(OBJECT, Buffer.concat([tlv(resource(2, 77)), many(30)]))).toMatch(FULL);
  expect(server.read(OBJECT).payload).toEqual(before);
  expect(server.write(path, many(20), Format.tlv)).toBe('2.04');
  expect(Object.keys(values(server.read(path).payload))).toHaveLength(20);
  expect(server.write(path, many(20), Format.tlv)).toBe('2.04'); // what is replaced makes room
});

test('what one resource is replaced by does not take the room of another', () => {
  const { server } = startTypes();
  const many = (id: Types, count: number) => tlv(multiple(id, Object.fromEntries(Array.from({ length: count }, (_, key) => [key, '01']))));
  expect(server.write(`${OBJECT}/${Types.integers}`, many(Types.integers, 2), Format.tlv)).toBe('2.04');
  expect(server.update(OBJECT, many(Types.opaques, 15))).toBe('2.04');
  const before = server.read(OBJECT).payload;
  expect(server.write(`${OBJECT}/${Types.integers}`, many(Types.integers, 12), Format.tlv)).toMatch(FULL);
  expect(server.write(`${OBJECT}/${Types.opaques}`, many(Types.opaques, 24), Format.tlv)).toMatch(FULL);
  expect(server.read(OBJECT).payload).toEqual(before);
  expect(server.write(`${OBJECT}/${Types.opaques}`, many(Types.opaques, 18), Format.tlv)).toBe('2.04');
});

test('more text than there is room for', () => {
  const { server } = startTypes();
  const before = server.read(OBJECT).payload;
  const long = 'x'.repeat(1050);
  expect(server.write(`${OBJECT}/1`, long)).toMatch(FULL);
  expect(server.update(OBJECT, tlv(resource(2, 77), resource(1, hex(long))))).toMatch(FULL);
  expect(server.read(OBJECT).payload).toEqual(before);
  expect(server.write(`${OBJECT}/1`, 'y'.repeat(900))).toBe('2.04');
  expect(server.write(`${OBJECT}/${Types.strings}/0`, 'z'.repeat(200))).toMatch(FULL);
  expect(server.write(`${OBJECT}/1`, '')).toBe('2.04');
  expect(server.write(`${OBJECT}/${Types.strings}/0`, 'z'.repeat(200))).toBe('2.04');
  for (let round = 0; round < 50; round++) expect(server.write(`${OBJECT}/1`, String(round % 10).repeat(700 - round))).toBe('2.04');
});

test('more object instances than the object may have', () => {
  const { server } = startRegistered('firmware/smart-light/main');
  const create = (id: number): string => server.ask('POST', '/3311', { payload: tlv(instance(id, resource(5850, '00'))), format: Format.tlv }).code;
  expect(create(1)).toBe('2.01');
  expect(create(2)).toMatch(/^(4\.00|4\.05|4\.13|5\.00|5\.03)$/);
  expect(server.ask('DELETE', '/3311/0').code).toBe('2.02');
  expect(create(2)).toBe('2.01');
});

test('more attributes than there is room for: all of a request, or none', () => {
  const { server } = startTypes();
  const paths = ['/32769', OBJECT, ...[1, 2, 13, 15, 17].map((id) => `${OBJECT}/${id}`), '/3', '/3/0', '/1'];
  const codes = paths.map((path) => server.writeAttributes(path, 'pmin=1&pmax=99'));
  expect(codes.filter((code) => code === '2.04')).toHaveLength(8); // src/config.ts has room for 16
  for (const code of codes) expect(code).toMatch(/^2\.04$|^4\.13$|^5\.00$|^5\.03$/);
  expect(codes.indexOf('2.04')).toBe(0);
  expect(server.writeAttributes('/32769', 'pmin=5')).toBe('2.04'); // a row it has
  expect(server.writeAttributes('/32769', 'pmin')).toBe('2.04'); // one row free
  expect(server.writeAttributes('/1', 'pmin=1&pmax=2')).toMatch(FULL);
  expect(server.discover('/1').split(',')[0]).toBe('</1>');
  expect(server.writeAttributes('/1', 'pmin=1')).toBe('2.04');
});

test('an answer that does not fit into a message comes in blocks that do (RFC 7959 2.4)', () => {
  const { server } = startTypes({ messageBytes: 128, textBytes: 1024 });
  for (let id = 0; id < 6; id++) server.update(`${OBJECT}/${Types.strings}`, tlv(multiple(Types.strings, { [id]: hex('x'.repeat(60)) })));
  for (const path of [OBJECT, `${OBJECT}/${Types.strings}`]) {
    const answer = server.read(path);
    expect([answer.code, answer.payload.length]).toEqual(['2.05', 64]);
    expect(answer.packet.options.find(({ name }) => name === 'Block2')?.value).toEqual(Buffer.from([8 + 2]));
  }
  expect(server.read(OBJECT, Format.link).payload.length).toBe(64);
  expect(server.read(`${OBJECT}/${Types.strings}/5`).text).toBe('x'.repeat(60));
});

/** A write of one text, or of several instances at once. */
const STRINGS = `${OBJECT}/${Types.strings}`;
const action = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), size: fc.nat(500) }),
  fc.record({ kind: fc.constant('one' as const), id: fc.nat(5), size: fc.nat(400) }),
  fc.record({ kind: fc.constant('replace' as const), sizes: fc.array(fc.nat(120), { maxLength: 6 }) }),
  fc.record({ kind: fc.constant('opaque' as const), id: fc.nat(3), size: fc.nat(200) }),
);

test('texts of every size that come and go: each is what was written last, whatever was refused', () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.array(action, { minLength: 10, maxLength: 40 }), (actions) => {
      const { server } = startTypes();
      let text = hex('first');
      let strings: Record<string, string> = { 0: hex('a') };
      const opaques: Record<string, string> = {};
      for (const [index, one] of actions.entries()) {
        const bytes = (size: number): string => Buffer.alloc(size, 97 + (index % 26)).toString('hex');
        let code: string;
        if (one.kind === 'text') {
          code = server.write(`${OBJECT}/1`, tlv(resource(1, bytes(one.size))), Format.tlv);
          if (code === '2.04') text = bytes(one.size);
        } else if (one.kind === 'one') {
          code = server.update(STRINGS, tlv(multiple(Types.strings, { [one.id]: bytes(one.size) })));
          if (code === '2.04') strings = { ...strings, [one.id]: bytes(one.size) };
        } else if (one.kind === 'replace') {
          const given = Object.fromEntries(one.sizes.map((size, id) => [id, bytes(size)]));
          code = server.write(STRINGS, tlv(multiple(Types.strings, given)), Format.tlv);
          if (code === '2.04') strings = given;
        } else {
          code = server.update(OBJECT, tlv(multiple(Types.opaques, { [one.id]: bytes(one.size) })));
          if (code === '2.04') opaques[one.id] = bytes(one.size);
        }
        expect(code).toMatch(/^2\.04$|^4\.13$/);
        if (code === '2.04') accepted += 1;
        else refused += 1;
      }
      expect(server.read(`${OBJECT}/1`, Format.tlv).payload).toEqual(tlv(resource(1, text)));
      const read = (id: Types): Record<string, string> => values(server.read(`${OBJECT}/${id}`).payload);
      const expected = (id: Types, held: Record<string, string>) =>
        Object.keys(held).length === 0 ? { [id]: '{}' } : Object.fromEntries(Object.entries(held).map(([key, value]) => [`${id}/${key}`, value]));
      expect(read(Types.strings)).toEqual(expected(Types.strings, strings));
      if (Object.keys(opaques).length > 0) expect(read(Types.opaques)).toEqual(expected(Types.opaques, opaques));
    }),
    { numRuns: 40, endOnFailure: true },
  );
  expect(accepted).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(20);
});

test('a table of the image that is too small for its objects is said at start, with its name', () => {
  expect(() => startTypes({ definitions: 20 })).toThrow(/definitions/);
  expect(() => startTypes({ objects: 2 })).toThrow(/objects/);
  expect(() => startTypes({ callbacks: 3 })).toThrow(/callbacks/);
});
