import fc from 'fast-check';
import { opaqueFormat } from '../../src/format/opaque';
import { Level, Type } from '../../src/format/type';
import { idsOf, readPayload, writePayload } from './payload';

test('any bytes are an Opaque value, and come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const event = { path: '/9/3/5', value: Buffer.from(bytes).toString('hex') };
      expect(readPayload(opaqueFormat, bytes, [9, 3, 5], () => Type.opaque)).toEqual([event]);
      expect(writePayload(opaqueFormat, [event], [9, 3, 5], () => Type.opaque)).toEqual(Buffer.from(bytes));
    }),
  );
});

test.each([Type.string, Type.integer, Type.unsigned, Type.float, Type.boolean, Type.time, Type.objectLink, Type.coreLink])(
  'type %i is refused both ways',
  (type) => {
    expect(readPayload(opaqueFormat, Buffer.from('1'), [9, 3, 5], () => type)).toEqual([{ path: '/9/3/5', value: undefined }]);
    const value = type === Type.string || type === Type.coreLink ? '1' : 1;
    expect(writePayload(opaqueFormat, [{ path: '/9/3/5', value }], [9, 3, 5], () => type)).toBe(undefined);
  },
);

test('only a single value is a payload', () => {
  const { reader, writer } = opaqueFormat;
  const levels = [Level.root, Level.object, Level.instance, Level.resource, Level.resourceInstance];
  expect(levels.map((level) => writer.start(level, 0))).toEqual([false, false, false, true, true]);
  expect(levels.map((level) => reader.start(Buffer.from('1'), 0, 1, idsOf([3, 0, 0, 0].slice(0, level)), 0))).toEqual([false, false, false, true, true]);
  expect(writer.multiple(0)).toBe(false);
});
