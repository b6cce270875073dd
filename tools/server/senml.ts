/** SenML (RFC 8428) in JSON and CBOR: packs of records with resolved names and times. */
import { CborFloat, CborMap, CborTag, decodeCbor, encodeCbor, type Cbor } from './cbor';
import { formatJson, parseJson } from './json';
import { untag, type Untyped } from './typed';
import { ContentError, decodeText, type Type, type Value } from './value';

/** Labels of values; vlo is LwM2M's object link (LwM2M 1.1 Core 7.4.5). */
export type ValueLabel = 'v' | 'vs' | 'vb' | 'vd' | 'vlo';

/** A record after resolution (RFC 8428 4.6): names are whole, times too. */
export interface SenmlRecord {
  name: string;
  /** Seconds; relative to now below 2^28 (RFC 8428 4.5.3). */
  time?: number;
  /** Undefined in a record that only names a path; null removes a resource instance (RFC 8790). */
  value?: Untyped | null;
  label?: ValueLabel;
}

/** What one record may say, under the labels of JSON. */
type Fields = Map<string, Cbor>;

const CBOR_LABELS: Readonly<Record<number, string>> = {
  [-1]: 'bver', [-2]: 'bn', [-3]: 'bt', [-4]: 'bu', [-5]: 'bv', [-6]: 'bs', 0: 'n', 1: 'u', 2: 'v', 3: 'vs', 4: 'vb', 5: 's', 6: 't', 7: 'ut', 8: 'vd',
};
const NUMBERS = new Map(Object.entries(CBOR_LABELS).map(([number, label]) => [label, Number(number)]));
const VALUE_LABELS: readonly ValueLabel[] = ['v', 'vs', 'vb', 'vd', 'vlo'];

/** The version of SenML that is read and written (RFC 8428 4.1). */
const VERSION = 10;

/** Reads a pack. @throws ContentError */
export function decodeSenmlJson(bytes: Buffer): SenmlRecord[] {
  const pack = parseJson(String(decodeText('String', bytes)));
  if (!Array.isArray(pack)) throw new ContentError('the SenML is not an array of records');
  return resolve(
    pack.map((record: unknown) => {
      if (typeof record !== 'object' || record === null || Array.isArray(record)) throw new ContentError('a SenML record is not an object');
      return new Map(Object.entries(record as Record<string, Cbor>)) as Fields;
    }),
    (text) => base64(text),
  );
}

/** Reads a pack. @throws ContentError */
export function decodeSenmlCbor(bytes: Buffer): SenmlRecord[] {
  const pack = decodeCbor(bytes);
  if (!Array.isArray(pack)) throw new ContentError('the SenML is not an array of records');
  return resolve(
    pack.map((record) => {
      if (!(record instanceof CborMap)) throw new ContentError('a SenML record is not a map');
      const fields: Fields = new Map();
      for (const [key, value] of record.pairs) {
        const label = typeof key === 'number' ? (CBOR_LABELS[key] ?? `${key}`) : String(key);
        if (fields.has(label)) throw new ContentError(`a SenML record has "${label}" twice`);
        fields.set(label, value);
      }
      return fields;
    }),
    (bytes) => bytes,
  );
}

/** Base fields carry over to the records that follow (RFC 8428 4.1). */
function resolve(records: readonly Fields[], opaque: (value: Cbor) => Cbor): SenmlRecord[] {
  let [baseName, baseTime, baseValue] = ['', 0, 0];
  return records.map((fields) => {
    for (const label of fields.keys()) {
      // RFC 8428 4.4: what is not understood, and says that it must be.
      if (label.endsWith('_')) throw new ContentError(`a SenML record has the field "${label}", which this server does not understand`);
    }
    const version = fields.get('bver');
    if (version !== undefined && number('bver', version) > VERSION) throw new ContentError(`SenML version ${String(version)} is newer than ${VERSION}`);
    if (fields.has('bn')) baseName = text('bn', fields.get('bn'));
    if (fields.has('bt')) baseTime = number('bt', fields.get('bt'));
    if (fields.has('bv')) baseValue = number('bv', fields.get('bv'));
    const time = baseTime + (fields.has('t') ? number('t', fields.get('t')) : 0);
    const name = baseName + (fields.has('n') ? text('n', fields.get('n')) : '');
    if (name === '') throw new ContentError('a SenML record has no name');
    const labels = VALUE_LABELS.filter((label) => fields.has(label));
    if (labels.length > 1) throw new ContentError(`the SenML record of ${name} has ${labels.join(' and ')}: one value is allowed`);
    const record: SenmlRecord = { name, ...(fields.has('bt') || fields.has('t') || time !== 0 ? { time } : {}) };
    if (labels.length === 0) return record;
    const [label] = labels;
    const raw = fields.get(label) as Cbor;
    if (raw === null) return { ...record, value: null };
    const value = untag(undefined, label === 'vd' ? opaque(raw) : raw);
    requireLabel(name, label, value);
    return { ...record, label, value: label === 'v' ? sum(value, baseValue) : value };
  });
}

/** Writes records, with the names below `base` made short. */
export function encodeSenmlJson(records: readonly SenmlRecord[], base: string): Buffer {
  const pack = shorten(records, base).map(({ bn, n, record }) => {
    const { label, time } = record;
    const value = record.value instanceof CborFloat ? finite(record.value.value) : record.value;
    return {
      ...(bn !== undefined && { bn }),
      ...(n !== undefined && { n }),
      ...(time !== undefined && { t: time }),
      ...(value !== undefined && { [label ?? 'v']: Buffer.isBuffer(value) ? value.toString('base64url') : value }),
    };
  });
  return Buffer.from(formatJson(pack));
}

export function encodeSenmlCbor(records: readonly SenmlRecord[], base: string): Buffer {
  const pack = shorten(records, base).map(({ bn, n, record: { label = 'v', time, value } }) => {
    const fields: [string, Cbor | undefined][] = [['bn', bn], ['n', n], [label, value], ['t', time]];
    const pairs = fields.flatMap(([name, field]): [Cbor, Cbor][] => (field === undefined ? [] : [[NUMBERS.get(name) ?? name, toItem(field)]]));
    return new CborMap(pairs);
  });
  return encodeCbor(pack);
}

/** The label under which a value of a type stands. */
export function labelOf(type: Type): ValueLabel {
  switch (type) {
    case 'String':
    case 'Corelnk':
      return 'vs';
    case 'Boolean':
      return 'vb';
    case 'Opaque':
      return 'vd';
    case 'Objlnk':
      return 'vlo';
    default:
      return 'v';
  }
}

/** A value as records hold it. */
export function toUntyped(type: Type, value: Value): Untyped {
  return type === 'Float' ? new CborFloat(Number(value)) : value;
}

/** The base name goes into the first record; one that is the whole name leaves no `n`. */
function shorten(records: readonly SenmlRecord[], base: string): { bn?: string; n?: string; record: SenmlRecord }[] {
  return records.map((record, index) => {
    if (base === '' || !record.name.startsWith(base)) return { n: record.name, record };
    const n = record.name.slice(base.length);
    return { ...(index === 0 && { bn: base }), ...(n !== '' && { n }), record };
  });
}

/** Times with fractions are floats in CBOR. */
function toItem(value: Cbor): Cbor {
  return typeof value === 'number' && !Number.isInteger(value) ? new CborFloat(value) : value;
}

const TYPES_OF_LABELS: Record<ValueLabel, (value: Untyped) => boolean> = {
  v: (value) => typeof value === 'number' || typeof value === 'bigint' || value instanceof CborFloat,
  vs: (value) => typeof value === 'string',
  vb: (value) => typeof value === 'boolean',
  vd: (value) => Buffer.isBuffer(value),
  vlo: (value) => typeof value === 'string',
};

/** @throws ContentError when a value is not what its label says. */
export function requireLabel(name: string, label: ValueLabel, value: Untyped): void {
  if (!TYPES_OF_LABELS[label](value)) throw new ContentError(`the value of ${name} is not what "${label}" holds`);
}

function sum(value: Untyped, base: number): Untyped {
  if (base === 0) return value;
  if (value instanceof CborFloat) return new CborFloat(value.value + base);
  const total = Number(value) + base;
  return Number.isInteger(total) ? total : new CborFloat(total);
}

function number(label: string, value: Cbor | undefined): number {
  const plain = value instanceof CborTag ? untag(undefined, value) : value;
  const found = plain instanceof CborFloat ? plain.value : plain;
  if (typeof found !== 'number' && typeof found !== 'bigint') throw new ContentError(`"${label}" of a SenML record is not a number`);
  return Number(found);
}

function text(label: string, value: Cbor | undefined): string {
  if (typeof value !== 'string') throw new ContentError(`"${label}" of a SenML record is not a text`);
  return value;
}

/** Base64 of either alphabet, with padding or without (RFC 4648 4 and 5). */
function base64(value: Cbor): Cbor {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) throw new ContentError('"vd" of a SenML record is not Base64');
  return Buffer.from(value, 'base64');
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new ContentError(`${value} has no form in JSON`);
  return value;
}
