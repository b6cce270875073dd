import { parseMappings } from '../../build/mappings';
import { minify } from '../../build/minify';
import { formatSizes, objectSizes } from '../../build/parts';
import { functionTable, imageSize, requireBudget, sizeTable } from '../../build/size';
import { root } from '../../build/paths';
import { bundleOf } from './bundles';

const engine = `function used(a) {
    print(a.first);
    return a.second + a.third;
}
function caller(b) { return used(b) * used(b); }
var table = [1, 2, 3];`;
const main = `print(caller(table), caller({}));
print(table);`;

test('each byte of an image counts for the module and the function that it comes from', async () => {
  const image = await minify(bundleOf({ 'src/engine/a.ts': engine, 'firmware/x/main.ts': main }));
  const own = (text: string, name: string): number => {
    const at = image.code.indexOf(text);
    expect([name, at]).not.toEqual([name, -1]);
    return text.length;
  };
  const all = [...image.modules.values()].reduce((sum, bytes) => sum + bytes, 0);
  expect(image.code.length - all).toBe(own('!function(){', 'head') + own('}();', 'tail'));
  expect([...image.modules.keys()].sort()).toEqual([`${root}/firmware/x/main.ts`, `${root}/src/engine/a.ts`]);
  expect(image.functions.get('used')).toBe(own('function a(a){return print(a.first),a.second+a.third}', 'used'));
});

const image = {
  code: 'x'.repeat(1000),
  modules: new Map([
    [`${root}/src/engine/read.ts`, 500],
    [`${root}/src/objects/ipso/light-control.ts`, 90],
    [`${root}/src/objects/device.ts`, 10],
    [`${root}/src/client.ts`, 250],
    [`${root}/firmware/smart-light/main.ts`, 130],
  ]),
  functions: new Map([
    ['less', 10],
    ['more', 20],
  ]),
  sharedOut: 'By hand.',
};

test('formats and objects are added up from their files, and what formats share is told apart', () => {
  const files = {
    'src/format/tlv.ts': 1,
    'src/format/tlv-reader.ts': 2,
    'src/format/cbor.ts': 4,
    'src/format/senml-cbor-reader.ts': 8,
    'src/format/cbor-reader.ts': 16,
    'src/format/type.ts': 32,
    'src/bytes/decimal.ts': 64,
    'src/engine/text.ts': 128,
    'src/objects/device.ts': 256,
    'src/objects/ipso/temperature.ts': 512,
    'src/objects/firmware-update.ts': 1024,
    'src/objects/firmware-update/state.ts': 2048,
    'src/objects/location.ts': 4096,
    'src/objects/ipso/location.ts': 8192,
  };
  const modules = Object.entries(files).map(([module, bytes]) => ({ module, bytes }));
  expect(formatSizes(modules)).toEqual([
    { part: 'TLV', bytes: 3 },
    { part: 'SenML CBOR', bytes: 8 },
    { part: 'CBOR', bytes: 4 },
    { part: 'shared by the CBOR formats', bytes: 16 },
    { part: 'shared: decimal numbers', bytes: 64 },
  ]);
  expect(objectSizes(modules)).toEqual([
    { part: 'ipso/location', bytes: 8192 },
    { part: 'location', bytes: 4096 },
    { part: 'firmware-update', bytes: 3072 },
    { part: 'ipso/temperature', bytes: 512 },
    { part: 'device', bytes: 256 },
  ]);
});

test('the table has a row for each room, each module, and the totals with the budget', () => {
  const size = imageSize(image, 4000);
  const rows = sizeTable('smart-light-linux', size)
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
  expect(rows).toEqual([
    ['smart-light-linux'],
    [''],
    ['src/engine', '500', '50.0 %'],
    ['read.ts', '500', '50.0 %'],
    ['src', '250', '25.0 %'],
    ['client.ts', '250', '25.0 %'],
    ['firmware/smart-light', '130', '13.0 %'],
    ['main.ts', '130', '13.0 %'],
    ['src/objects', '100', '10.0 %'],
    ['ipso/light-control.ts', '90', '9.0 %'],
    ['device.ts', '10', '1.0 %'],
    ['(wrapping)', '20', '2.0 %'],
    [''],
    ['objects', '100', '10.0 %'],
    ['ipso/light-control', '90', '9.0 %'],
    ['device', '10', '1.0 %'],
    [''],
    ['minified, in bytes', '1000', '25.0 %'],
    ['gzip', String(size.gzip)],
    ['budget of the board', '4000'],
    [''],
    ['By hand.'],
  ]);
  expect(size.gzip).toBeLessThan(50);
  expect(functionTable(size, 1).trim().split(/ {2,}/)).toEqual(['more', '20', '2.0 %']);
});

test('the modules of an application elsewhere are counted in its folder', () => {
  const modules = new Map([['/srv/apps/my-sensor/main.ts', 600], ['/srv/apps/my-sensor/probe.ts', 300]]);
  const rows = sizeTable('my-sensor-linux', imageSize({ ...image, modules }, 4000)).split('\n').map((line) => line.trim().split(/ {2,}/).slice(0, 2));
  expect(rows.slice(2, 5)).toEqual([['/srv/apps/my-sensor', '900'], ['main.ts', '600'], ['probe.ts', '300']]);
});

test('an image that just fits is accepted, one byte more is not', () => {
  expect(() => requireBudget('app', imageSize(image, 1000))).not.toThrow();
  expect(() => requireBudget('app', imageSize(image, 999))).toThrow(
    'app has 1000 bytes, 1 more than its budget of 999.\nTurn features off in config.json, or make these smaller:\n  500 src/engine/read.ts\n  250 src/client.ts',
  );
});

test('mappings of a source map', () => {
  // ECMA-426: a segment is the column in the output, the source, its line and its column, each from the one before.
  expect(parseMappings('AAAA,IACE;;QAgBC,gCADA,A')).toEqual([
    [
      { column: 0, sourceLine: 0, sourceColumn: 0 },
      { column: 4, sourceLine: 1, sourceColumn: 2 },
    ],
    [],
    [
      { column: 8, sourceLine: 17, sourceColumn: 3 },
      { column: 8 + 32, sourceLine: 16, sourceColumn: 3 },
    ],
  ]);
});

test("Espruino's variables stand below the bytes, by room", () => {
  const owners = [
    { owner: 'src/engine/read.ts', variables: 50 },
    { owner: '(Espruino)', variables: 40 },
    { owner: 'src/engine/write.ts', variables: 10 },
  ];
  const table = sizeTable('x', { ...imageSize(image, 2000), variables: { count: 100, budget: 200, owners } });
  expect(table).toContain(
    [
      "Espruino's variables in use                      100   50.0 %",
      '  src/engine                                      60   60.0 %',
      '  (Espruino)                                      40   40.0 %',
      'budget of the board                              200',
    ].join('\n'),
  );
  expect(sizeTable('x', imageSize(image, 2000))).not.toContain('variables');
});

test('the deepest calls stand below the bytes', () => {
  const callDepth = { calls: 2, budget: 4, chain: ['received', 'read'], isRegistered: true };
  const rows = ['calls within each other                            2   50.0 %', '  received > read', 'budget of the board                                4'];
  expect(sizeTable('x', { ...imageSize(image, 2000), callDepth })).toContain(rows.join('\n'));
});
