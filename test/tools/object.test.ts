import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readDefinition } from '../../tools/object/definition';
import { fileOf, placeOf } from '../../tools/object/place';
import { mark, objectSource } from '../../tools/object/source';

const ROOT = join(__dirname, '../..');
const REGISTRY = join(ROOT, 'tools/registry');
const OBJECTS = join(ROOT, 'src/objects');
const folder = mkdtempSync(join(tmpdir(), 'mote-object-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** Every definition of the registry, by its object's id. */
const definitions = readdirSync(REGISTRY)
  .filter((file) => file.endsWith('.xml'))
  .map((file) => {
    const definition = join(REGISTRY, file);
    const object = readDefinition(readFileSync(definition, 'utf8'));
    return { definition, object, file: fileOf(object) };
  })
  .sort((a, b) => a.object.id - b.object.id);

function isGenerated(file: string): boolean {
  return readFileSync(file, 'utf8').startsWith(mark);
}

test('every object of the registry has a file of its own', () => {
  const files = readdirSync(OBJECTS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const expected = definitions.map(({ file }) => relative(OBJECTS, file));
  expect(new Set(expected).size).toBe(definitions.length);
  expect(files.filter((file) => isGenerated(join(OBJECTS, file))).filter((file) => !expected.includes(file))).toEqual([]);
  expect(expected.filter((file) => !files.includes(file))).toEqual([]);
});

// That the others are as defined is for test/objects/registry.test.ts.
test.each(definitions.filter(({ file }) => isGenerated(file)).map((each) => [relative(ROOT, each.file), each] as const))(
  '%s is what is generated',
  (_, { definition, object, file }) => {
    expect(readFileSync(file, 'utf8')).toBe(objectSource(object, placeOf(definition, file)));
  },
);

describe('text of a definition', () => {
  const xml = readFileSync(join(REGISTRY, '3304.xml'), 'utf8');
  const place = { definition: 'x.xml', src: '../', measuredRange: './measured-range' };
  const source = (text: string): string => objectSource(readDefinition(text), place);

  test('cannot leave its comment', () => {
    const evil = source(xml.replace('<Name>Humidity</Name>', '<Name>Humidity */ evil(); /*</Name>'));
    expect(evil).toContain('/** Object 3304, Humidity * / evil(); /*. */');
    expect(source(xml.replaceAll('<Units></Units>', '<Units>*/ evil()\n</Units>'))).not.toContain('*/ evil');
  });

  test('says units and ranges', () => {
    const text = source(xml.replace('<RangeEnumeration>0..23</RangeEnumeration>', '<RangeEnumeration>0..23, or 99</RangeEnumeration>'));
    expect(text).toContain('  /** Range "0..23, or 99" */\n  measurementQualityIndicator = 6042,');
    expect(text).toContain('  /** 0 to 1, in seconds */\n  fractionalTimestamp = 6050,');
    expect(text).toContain('  /** In seconds since 1970-01-01T00:00:00Z */\n  timestamp = 5518,');
  });

  test('without a reset is a description only', () => {
    const text = source(xml.replace(/<Item ID="5605">[^]*?<\/Item>/, ''));
    expect(text).not.toContain('addHumidity');
    expect(text).not.toContain('measured-range');
  });
});

describe('mote object', () => {
  function run(...args: string[]): { status: number | null; output: string; errors: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/mote.js', 'object', ...args], { cwd: ROOT, encoding: 'utf8' });
    return { status, output: stdout, errors: stderr };
  }

  test('writes the file that --out names, and writes it anew', () => {
    const out = join(folder, 'humidity.ts');
    writeFileSync(out, `${mark}an older definition`);
    const { status, output } = run('tools/registry/3304.xml', '--out', out);
    expect([status, output]).toEqual([0, expect.stringContaining('has object 3304, Humidity 1.1: `humidity`, 12 resources')]);
    expect(readFileSync(out, 'utf8')).toContain('export const humidity = describe({\n  id: 3304,');
  });

  test('does not overwrite what was written by hand', () => {
    const { status, errors } = run('tools/registry/3303.xml');
    expect([status, errors]).toEqual([1, expect.stringContaining('src/objects/ipso/temperature.ts was written or changed by hand. Choose another file: --out FILE')]);
  });

  test('names the mistake and the file that has it', () => {
    const bad = join(folder, 'bad.xml');
    writeFileSync(bad, '<LWM2M><Object>');
    expect(run(bad)).toMatchObject({ status: 1, errors: expect.stringMatching(/bad\.xml: 1:\d+: unclosed tag/) as string });
    expect(run('tools/registry/3304.xml', '--out', join(folder, 'no/such/folder.ts'))).toMatchObject({
      status: 1,
      errors: expect.stringContaining('ENOENT') as string,
    });
  });

  test.each([
    [[], 'missing required argument'],
    [['nosuch.xml'], 'There is no such file.'],
  ])('%j is told what to type', (args, message) => {
    const { status, errors } = run(...args);
    expect(status).toBe(2);
    expect(errors).toContain(message);
    expect(errors).toContain('Type: npx mote object tools/registry/3304.xml');
  });
});
