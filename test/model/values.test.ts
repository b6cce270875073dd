import fc from 'fast-check';
import { Row } from '../../src/model/values';
import { fresh, type Sizes } from '../fresh';

type Values = typeof import('../../src/model/values');

function load(sizes?: Sizes): Values {
  return fresh(() => jest.requireActual<Values>('../../src/model/values'), sizes);
}

function textOf(values: Values, row: number): string {
  const start = values.textStart(row);
  return Buffer.from(values.texts.subarray(start, start + values.textSizeAt(row))).toString('latin1');
}

function setText(values: Values, row: number, text: string): void {
  values.addResource(row);
  values.resizeText(row, text.length);
  values.texts.set(Buffer.from(text, 'latin1'), values.textStart(row));
}

describe('the text store', () => {
  const sizes = { resources: 12, resourceInstances: 4, textBytes: 64 };
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ row: fc.nat(11), size: fc.oneof(fc.nat(3), fc.nat(12), fc.nat(64)) }) },
    { weight: 1, arbitrary: fc.record({ row: fc.nat(11), size: fc.constant('clear' as const) }) },
  );

  test('keeps every other text as it was, whatever is set, resized and cleared', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const values = load(sizes);
        const texts = new Map<number, string>();
        steps.forEach(({ row, size }, i) => {
          if (size === 'clear') {
            values.clearResource(row);
            texts.delete(row);
          } else if (size - (texts.get(row)?.length ?? 0) <= values.textBytesFree()) {
            const text = Array.from({ length: size }, (_, k) => String.fromCharCode(48 + ((7 * i + k) % 75))).join('');
            setText(values, row, text);
            texts.set(row, text);
          }
          const used = [...texts.values()].join('').length;
          expect([values.textBytesFree(), values.textScratch()]).toEqual([64 - used, used]);
          const rows = [...Array(12).keys()];
          expect(rows.map((each) => values.isPresent(each))).toEqual(rows.map((each) => texts.has(each)));
          expect(rows.map((each) => textOf(values, each))).toEqual(rows.map((each) => texts.get(each) ?? ''));
        });
      }),
      { numRuns: 60 },
    );
  });

  test('moves texts of any size as one before them goes', () => {
    const values = load(sizes);
    const texts = ['a', '', 'bc', 'd', 'efg'];
    setText(values, 11, 'first');
    texts.forEach((text, row) => setText(values, row, text));
    values.clearResource(11);
    expect(texts.map((_, row) => textOf(values, row))).toEqual(texts);
  });

  test('is full when its last byte is taken, and not before', () => {
    const values = load(sizes);
    setText(values, 3, 'a'.repeat(60));
    setText(values, 5, 'b'.repeat(4));
    expect(values.textBytesFree()).toBe(0);
    expect([textOf(values, 3), textOf(values, 5)]).toEqual(['a'.repeat(60), 'bbbb']);
    setText(values, 3, '');
    setText(values, 5, 'c'.repeat(64));
    expect([values.textBytesFree(), textOf(values, 3), textOf(values, 5)]).toEqual([0, '', 'c'.repeat(64)]);
  });

  test.each([65535, 65536, 200_000])('has room for one text of %i bytes, and for what comes behind it', (textBytes) => {
    const values = load({ ...sizes, textBytes });
    const large = 'a'.repeat(textBytes - 4);
    setText(values, 0, large);
    setText(values, 1, 'bbbb');
    expect(values.textBytesFree()).toBe(0);
    expect(textOf(values, 0) === large).toBe(true);
    expect(textOf(values, 1)).toBe('bbbb');
    values.clearResource(0);
    expect([values.textStart(1), textOf(values, 1)]).toEqual([0, 'bbbb']);
  });

  test('leaves a text of the same size where it is', () => {
    const values = load(sizes);
    setText(values, 0, 'one');
    setText(values, 1, 'two');
    const before = values.textStart(0);
    values.resizeText(0, 3);
    expect([values.textStart(0), textOf(values, 0), textOf(values, 1)]).toEqual([before, 'one', 'two']);
  });

  test('does not count what is put behind the texts for a while', () => {
    const values = load(sizes);
    setText(values, 0, 'one');
    values.texts.fill(120, values.textScratch());
    setText(values, 1, 'two');
    expect([textOf(values, 0), textOf(values, 1), values.textBytesFree()]).toEqual(['one', 'two', 58]);
  });
});

describe('a resource', () => {
  test('is not there at first, and has the number 0 when it comes', () => {
    const values = load();
    expect(values.isPresent(7)).toBe(false);
    values.addResource(7);
    expect([values.isPresent(7), values.isPresent(6), values.isPresent(8), values.numberAt(7)]).toEqual([true, false, false, 0]);
  });

  test('that is added again keeps its value; after it was cleared, it does not', () => {
    const values = load();
    values.addResource(7);
    values.setNumberAt(7, 21.5);
    values.setNumberAt(8, 4);
    values.addResource(7);
    expect(values.numberAt(7)).toBe(21.5);
    values.clearResource(7);
    values.clearResource(7);
    values.addResource(7);
    expect(values.numberAt(7)).toBe(0);
  });

  test.each([0, -0, 0.1, -1.5, 1e300, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, Infinity, NaN])(
    'holds %d as it is',
    (value) => {
      const values = load();
      values.setNumberAt(0, value);
      expect(values.numberAt(0)).toBe(value);
    },
  );
});

describe('resource instances', () => {
  const sizes = { resources: 3, resourceInstances: 6, textBytes: 100 };
  const id = fc.oneof({ weight: 4, arbitrary: fc.nat(7) }, { weight: 1, arbitrary: fc.constant(65534) });
  const step = fc.record({ resource: fc.nat(2), id, action: fc.constantFrom('add', 'add', 'remove', 'clear') });

  /** The rows of a resource's instances, along the chain. */
  function chain(values: Values, resource: number): number[] {
    const rows: number[] = [];
    for (let row = values.firstResourceInstance(resource); row !== Row.none; row = values.nextResourceInstance(row)) {
      rows.push(row);
      if (rows.length > 6) throw new Error('the chain does not end');
    }
    return rows;
  }

  test('added and removed in any order, they are found by id and chained by ascending id', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const values = load(sizes);
        /** For each resource, its instances by id; in each a text that names both. */
        const plain = [0, 1, 2].map(() => new Set<number>());
        [0, 1, 2].forEach((resource) => values.addResource(resource));
        const size = (): number => plain.reduce((sum, ids) => sum + ids.size, 0);
        const textFor = (resource: number, instance: number): string => `${resource}:${instance}`;

        for (const { resource, id: instance, action } of steps) {
          const known = values.findResourceInstance(resource, instance);
          expect(known !== Row.none).toBe(plain[resource].has(instance));
          if (action === 'clear') {
            values.clearResource(resource);
            plain[resource].clear();
            values.addResource(resource);
          } else if (action === 'remove' && known !== Row.none) {
            values.removeResourceInstance(resource, known);
            plain[resource].delete(instance);
          } else if (action === 'add') {
            const full = size() === 6;
            const row = values.addResourceInstance(resource, instance);
            if (known !== Row.none) {
              expect(row).toBe(known);
            } else if (full) {
              expect(row).toBe(Row.none);
            } else {
              expect([values.isPresent(row), values.numberAt(row), values.textSizeAt(row)]).toEqual([true, 0, 0]);
              values.setNumberAt(row, instance);
              values.resizeText(row, textFor(resource, instance).length);
              values.texts.set(Buffer.from(textFor(resource, instance)), values.textStart(row));
              plain[resource].add(instance);
            }
          }

          expect(values.resourceInstancesFree()).toBe(6 - size());
          plain.forEach((ids, each) => {
            const sorted = [...ids].sort((a, b) => a - b);
            const rows = chain(values, each);
            expect(rows.map((row) => values.idOfResourceInstance(row))).toEqual(sorted);
            expect(rows.map((row) => values.numberAt(row))).toEqual(sorted);
            expect(rows.map((row) => textOf(values, row))).toEqual(sorted.map((known) => textFor(each, known)));
            expect(values.countResourceInstances(each)).toBe(sorted.length);
            expect(sorted.map((known) => values.findResourceInstance(each, known))).toEqual(rows);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  test('all rows can be used, by one resource or by several', () => {
    const values = load(sizes);
    [0, 1].forEach((resource) => values.addResource(resource));
    const rows = [0, 1, 2, 3, 4, 5].map((each) => values.addResourceInstance(each % 2, each));
    expect([...rows].sort()).toEqual([3, 4, 5, 6, 7, 8]);
    expect([values.resourceInstancesFree(), values.addResourceInstance(0, 9)]).toEqual([0, Row.none]);
    expect(chain(values, 0).map((row) => values.idOfResourceInstance(row))).toEqual([0, 2, 4]);
  });

  test('a resource that comes back has none of its former instances', () => {
    const values = load(sizes);
    values.addResource(1);
    values.addResourceInstance(1, 4);
    values.clearResource(1);
    values.addResource(1);
    expect([values.firstResourceInstance(1), values.countResourceInstances(1), values.resourceInstancesFree()]).toEqual([
      Row.none,
      0,
      6,
    ]);
  });
});
