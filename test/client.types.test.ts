import { join } from 'node:path';
import ts from 'typescript';

/**
 * The public API is checked against the object definitions by the compiler. Each case is a line that compiles and
 * its twin, which must not; all are compiled at once, with the sources, as an application would be.
 */
interface Case {
  readonly rule: string;
  readonly right: string;
  readonly wrong: string;
  /** What the compiler says of `wrong`. */
  readonly error: Diagnostic;
}

/** Numbers of the compiler's errors. */
enum Diagnostic {
  notAssignable = 2322,
  argumentNotAssignable = 2345,
}

/** An object with a resource of every kind, as an application may define one, and instances of several objects. */
const prelude = `
import {
  Answer, createInstance, deleteInstance, deleteResourceInstance, getBoolean, getInstance, getNumber, getOpaque,
  getString, type InstanceOf, onChanged, onCreate, onDelete, onExecute, onRead, onValidate, onWrite, setBoolean,
  setNumber, setOpaque, setString,
} from '../src/client';
import { Type } from '../src/format/type';
import { describe } from '../src/model/describe';
import { Operations } from '../src/model/description';
import { device, Device } from '../src/objects/device';
import { lightControl, Light, type LightInstance } from '../src/objects/ipso/light-control';
import { temperature, Temperature, type TemperatureInstance } from '../src/objects/ipso/temperature';

export const probe = describe({
  id: 32769,
  version: '1.0',
  multiple: true,
  resources: {
    0: { type: Type.integer, operations: Operations.read },
    1: { type: Type.integer, operations: Operations.write },
    2: { type: Type.none, operations: Operations.execute },
    3: { type: Type.opaque, operations: Operations.readWrite },
    4: { type: Type.boolean, operations: Operations.readWrite, multiple: true },
    5: { type: Type.float, operations: Operations.readWrite, multiple: true },
    6: { type: Type.string, operations: Operations.readWrite, multiple: true },
    7: { type: Type.opaque, operations: Operations.readWrite, multiple: true },
    8: { type: Type.time, operations: Operations.none },
    9: { type: Type.objectLink, operations: Operations.readWrite },
    10: { type: Type.coreLink, operations: Operations.readWrite },
    11: { type: Type.unsigned, operations: Operations.readWrite },
  },
});
export const bytes = new Uint8Array(4);
export declare const probeInstance: InstanceOf<typeof probe>;
export declare const deviceInstance: InstanceOf<typeof device>;
export declare const light: LightInstance;
export declare const sensor: TemperatureInstance;
`;

const values: readonly Case[] = [
  {
    rule: 'a Boolean is set to true or false',
    right: 'setBoolean(light, Light.onOff, true);',
    wrong: 'setBoolean(light, Light.onOff, 1);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'an Integer is set to a number',
    right: 'setNumber(light, Light.dimmer, 50);',
    wrong: "setNumber(light, Light.dimmer, '50');",
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'a String is set to a string',
    right: "setString(light, Light.colour, 'red');",
    wrong: 'setString(light, Light.colour, 7);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'an Opaque is set to bytes',
    right: 'setOpaque(probeInstance, 3, bytes, 4);',
    wrong: "setOpaque(probeInstance, 3, 'abcd', 4);",
    error: Diagnostic.argumentNotAssignable,
  },
  ...[
    ['a Boolean', 'setBoolean(probeInstance, 4, true, 0);', 'setNumber(probeInstance, 4, 1, 0);'],
    ['a Float', 'setNumber(probeInstance, 5, 1, 0);', 'setBoolean(probeInstance, 5, true, 0);'],
    ['a String', "setString(probeInstance, 6, 'a', 0);", 'setOpaque(probeInstance, 6, bytes, 4, 0);'],
    ['an Opaque', 'setOpaque(probeInstance, 7, bytes, 4, 0);', "setString(probeInstance, 7, 'a', 0);"],
    ['a Time', 'setNumber(probeInstance, 8, 0);', "setString(probeInstance, 8, '0');"],
    ['an Objlnk', 'setNumber(probeInstance, 9, 3 * 65536);', "setString(probeInstance, 9, '3:0');"],
    ['a Corelnk', "setString(probeInstance, 10, '</3>');", 'setOpaque(probeInstance, 10, bytes, 4);'],
    ['an Unsigned', 'setNumber(probeInstance, 11, 3);', 'setBoolean(probeInstance, 11, true);'],
  ].map(([type, right, wrong]) => ({
    rule: `${type} is set by the function for its type`,
    right,
    wrong,
    error: Diagnostic.argumentNotAssignable,
  })),
  {
    rule: 'what is executed has no value to set',
    right: 'setNumber(deviceInstance, Device.batteryLevel, 80);',
    wrong: 'setNumber(deviceInstance, Device.reboot, 1);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'a number is read from a resource that holds one',
    right: 'export const read1: number | undefined = getNumber(light, Light.dimmer);',
    wrong: 'export const read2 = getNumber(light, Light.colour);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'a Boolean is read from a resource that holds one',
    right: 'export const read3: boolean | undefined = getBoolean(light, Light.onOff);',
    wrong: 'export const read4 = getBoolean(light, Light.dimmer);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'a string is read from a resource that holds one',
    right: 'export const read5: string | undefined = getString(light, Light.colour);',
    wrong: 'export const read6 = getString(probeInstance, 3);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'bytes are read from a resource that holds some',
    right: 'export const read9: number = getOpaque(probeInstance, 3, bytes, 4);',
    wrong: 'export const read10 = getOpaque(light, Light.colour, bytes, 4);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'a value that is read may be absent',
    right: 'export const read7 = getNumber(light, Light.dimmer) ?? 100;',
    wrong: 'export const read8: number = getNumber(light, Light.dimmer);',
    error: Diagnostic.notAssignable,
  },
];

const resources: readonly Case[] = [
  {
    rule: 'a resource the object does not have is not set',
    right: 'setNumber(light, 5851, 50);',
    wrong: 'setNumber(light, 5849, 50);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'nor read',
    right: 'getNumber(light, 5851);',
    wrong: 'getNumber(light, 5849);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'nor has it callbacks',
    right: 'onRead(lightControl, 5851, () => Answer.done);',
    wrong: 'onRead(lightControl, 5849, () => Answer.done);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'the name of a resource is that of its own object, also where the ids are the same',
    right: "setString(light, Light.sensorUnits, '%');",
    wrong: "setString(light, Temperature.sensorUnits, '%');",
    error: Diagnostic.argumentNotAssignable,
  },
];

const multiples: readonly Case[] = [
  ...[
    ['setNumber', 'setNumber(deviceInstance, Device.powerSourceVoltage, 5000', 'setNumber(light, Light.dimmer, 50'],
    ['setBoolean', 'setBoolean(probeInstance, 4, true', 'setBoolean(light, Light.onOff, true'],
    ['setString', "setString(probeInstance, 6, 'a'", "setString(light, Light.colour, 'red'"],
    ['setOpaque', 'setOpaque(probeInstance, 7, bytes, 4', 'setOpaque(probeInstance, 3, bytes, 4'],
    ['getNumber', 'getNumber(deviceInstance, Device.errorCode', 'getNumber(light, Light.dimmer'],
    ['getBoolean', 'getBoolean(probeInstance, 4', 'getBoolean(light, Light.onOff'],
    ['getString', 'getString(probeInstance, 6', 'getString(light, Light.colour'],
    ['getOpaque', 'getOpaque(probeInstance, 7, bytes, 4', 'getOpaque(probeInstance, 3, bytes, 4'],
  ].flatMap(([name, multiple, single]) => [
    {
      rule: `${name} of a multiple resource needs the id of a resource instance`,
      right: `${multiple}, 0);`,
      wrong: `${multiple});`,
      error: Diagnostic.argumentNotAssignable,
    },
    {
      rule: `${name} of a single resource has none`,
      right: `${single});`,
      wrong: `${single}, 0);`,
      error: Diagnostic.argumentNotAssignable,
    },
  ]),
  {
    rule: 'only a multiple resource has instances to delete',
    right: 'deleteResourceInstance(deviceInstance, Device.errorCode, 0);',
    wrong: 'deleteResourceInstance(deviceInstance, Device.batteryLevel, 0);',
    error: Diagnostic.argumentNotAssignable,
  },
];

const callbacks: readonly Case[] = [
  ...['onWrite', 'onValidate'].flatMap((on) => [
    {
      rule: `${on} is for what can be written: not for what is only read`,
      right: `${on}(device, Device.utcOffset, () => Answer.done);`,
      wrong: `${on}(device, Device.manufacturer, () => Answer.done);`,
      error: Diagnostic.argumentNotAssignable,
    },
    {
      rule: `${on} is for what can be written, also when it cannot be read: not for what is executed`,
      right: `${on}(probe, 1, () => Answer.done);`,
      wrong: `${on}(probe, 2, () => Answer.done);`,
      error: Diagnostic.argumentNotAssignable,
    },
    {
      rule: `${on} is not for what no server may touch`,
      right: `${on}(probe, 3, () => Answer.done);`,
      wrong: `${on}(probe, 8, () => Answer.done);`,
      error: Diagnostic.argumentNotAssignable,
    },
  ]),
  {
    rule: "onValidate gets a value of the resource's type",
    right: 'onValidate(lightControl, Light.dimmer, (value: number) => value);',
    wrong: 'onValidate(lightControl, Light.dimmer, (value: string) => value.length);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: "onWrite gets a value of the resource's type",
    right: 'onWrite(lightControl, Light.dimmer, (_light, value: number, resourceInstance: number) => value + resourceInstance);',
    wrong: 'onWrite(lightControl, Light.dimmer, (_light, value: boolean) => (value ? 1 : 0));',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'onWrite gets an instance of its object',
    right: 'onWrite(lightControl, Light.dimmer, (instance: LightInstance) => instance);',
    wrong: 'onWrite(lightControl, Light.dimmer, (instance: TemperatureInstance) => instance);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'onRead is for what can be read: not for what is only written',
    right: 'onRead(probe, 0, () => Answer.done);',
    wrong: 'onRead(probe, 1, () => Answer.done);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'onRead is for what can be read: not for what is executed',
    right: 'onRead(device, Device.batteryLevel, () => Answer.done);',
    wrong: 'onRead(device, Device.reboot, () => Answer.done);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'onRead is for what can be read: not for what no server may touch',
    right: 'onRead(probe, 11, () => Answer.done);',
    wrong: 'onRead(probe, 8, () => Answer.done);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'onExecute is for what is executed: not for a value',
    right: 'onExecute(device, Device.reboot, (_instance, args: string) => args.length);',
    wrong: 'onExecute(device, Device.currentTime, () => Answer.done);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'onExecute gets its arguments as text',
    right: 'onExecute(temperature, Temperature.resetMinAndMax, (_instance, args: string) => args.length);',
    wrong: 'onExecute(temperature, Temperature.resetMinAndMax, (_instance, args: number) => args);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'onChanged is for what has a value, also when no server may touch it: not for what is executed',
    right: 'onChanged(probe, 8, (_instance, value: number) => value);',
    wrong: 'onChanged(probe, 2, () => Answer.done);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: "onChanged gets a value of the resource's type",
    right: 'onChanged(probe, 7, (_instance, value: Uint8Array, resourceInstance: number) => value[resourceInstance]);',
    wrong: 'onChanged(probe, 7, (_instance, value: string) => value.length);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'a callback gives back an answer',
    right: 'onWrite(lightControl, Light.onOff, () => Answer.badRequest);',
    wrong: "onWrite(lightControl, Light.onOff, () => 'done');",
    error: Diagnostic.notAssignable,
  },
  ...['onCreate', 'onDelete'].map((on) => ({
    rule: `${on} gets an instance of its object`,
    right: `${on}(lightControl, (instance: LightInstance) => instance);`,
    wrong: `${on}(lightControl, (instance: TemperatureInstance) => instance);`,
    error: Diagnostic.argumentNotAssignable,
  })),
];

const instances: readonly Case[] = [
  {
    rule: 'an instance of another object does not have the resource',
    right: 'setBoolean(light, Light.onOff, true);',
    wrong: 'setBoolean(sensor, Light.onOff, true);',
    error: Diagnostic.argumentNotAssignable,
  },
  {
    rule: 'nor one that is got by its id',
    right: 'export const got1: LightInstance | undefined = getInstance(lightControl, 0);',
    wrong: 'export const got2: LightInstance | undefined = getInstance(temperature, 0);',
    error: Diagnostic.notAssignable,
  },
  {
    rule: 'an instance that is created may be refused',
    right: 'const made = createInstance(lightControl, 1); if (made !== undefined) { deleteInstance(made); }',
    wrong: 'deleteInstance(createInstance(lightControl, 1));',
    error: Diagnostic.argumentNotAssignable,
  },
];

const cases = [...values, ...resources, ...multiples, ...callbacks, ...instances];
const file = join(__dirname, 'application.ts');
const source = [...prelude.trim().split('\n'), ...cases.flatMap(({ right, wrong }) => [right, wrong])];

/** The lines of `source`, from 0, that the compiler has something to say about, and the numbers of what it says. */
const said = new Map<number, number[]>();

function compile(): void {
  const root = join(__dirname, '..');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: object };
  const parsed = ts.parseJsonConfigFileContent({ ...config, include: [], files: [file] }, ts.sys, root);
  const options = { ...parsed.options, types: [] };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, source.join('\n'), rest[0]) : read(name, ...rest);
  const program = ts.createProgram([file], options, host);
  for (const { file: where, start, code } of ts.getPreEmitDiagnostics(program)) {
    if (where === undefined || start === undefined) throw new Error(`the compiler does not start: ${code}`);
    const line = where.fileName === file ? where.getLineAndCharacterOfPosition(start).line : -1;
    said.set(line, [...(said.get(line) ?? []), code]);
  }
}

beforeAll(compile, 120_000);

test('what the cases stand on compiles', () => {
  const before = source.length - 2 * cases.length;
  expect([...said].filter(([line]) => line < before)).toEqual([]);
});

test.each(cases.map((each, index) => [each.rule, each, source.length - 2 * (cases.length - index)] as const))(
  '%s',
  (_, { error }, line) => {
    expect({ right: said.get(line), wrong: said.get(line + 1) }).toEqual({ right: undefined, wrong: [error] });
  },
);
