/** The JSON of LwM2M 1.0 (1.0.2 Core 6.4.4), which later versions do not use. */
import { CborFloat } from './cbor';
import { formatJson, parseJson } from './json';
import { requireLabel, type SenmlRecord, type ValueLabel } from './senml';
import type { Untyped } from './typed';
import { ContentError, decodeText } from './value';

/** Its labels, and those of SenML that mean the same. An opaque value is the Base64 in an `sv`. */
const LABELS: Readonly<Record<string, ValueLabel>> = { v: 'v', sv: 'vs', bv: 'vb', ov: 'vlo' };

/** Reads a list of records, as SenML records. @throws ContentError */
export function decodeLwm2mJson(bytes: Buffer): SenmlRecord[] {
  const root = parseJson(String(decodeText('String', bytes)));
  if (!isObject(root) || !Array.isArray(root.e)) throw new ContentError('the JSON has no list "e"');
  const baseName = optional(root.bn, 'string', 'bn') ?? '';
  const baseTime = optional(root.bt, 'number', 'bt');
  return root.e.map((entry: unknown) => {
    if (!isObject(entry)) throw new ContentError('an entry of the JSON is not an object');
    const name = baseName + (optional(entry.n, 'string', 'n') ?? '');
    const time = optional(entry.t, 'number', 't');
    const labels = Object.keys(LABELS).filter((label) => entry[label] !== undefined);
    if (labels.length !== 1) throw new ContentError(`the entry of ${name} has ${labels.length === 0 ? 'no value' : labels.join(' and ')}: it needs one`);
    const label = LABELS[labels[0]];
    const value = entry[labels[0]] as Untyped;
    requireLabel(name, label, value);
    return {
      // Some clients leave the slash out.
      name: name.startsWith('/') ? name : '/' + name,
      ...(time !== undefined || baseTime !== undefined ? { time: (baseTime ?? 0) + (time ?? 0) } : {}),
      label,
      value,
    };
  });
}

/** Writes records whose names start with `base`. */
export function encodeLwm2mJson(records: readonly SenmlRecord[], base: string): Buffer {
  const entries = records.map(({ name, label, value }) => ({ ...(name !== base && { n: name.slice(base.length) }), ...field(label, value) }));
  return Buffer.from(formatJson({ ...(base !== '' && { bn: base }), e: entries }));
}

function field(label: ValueLabel | undefined, value: SenmlRecord['value']): Record<string, unknown> {
  if (Buffer.isBuffer(value)) return { sv: value.toString('base64') };
  const name = Object.keys(LABELS).find((candidate) => LABELS[candidate] === label) ?? 'v';
  const plain = value instanceof CborFloat ? value.value : value;
  if (typeof plain === 'number' && !Number.isFinite(plain)) throw new ContentError(`${plain} has no form in JSON`);
  return { [name]: plain };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function optional<T extends 'string' | 'number'>(value: unknown, type: T, label: string): (T extends 'string' ? string : number) | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== type) throw new ContentError(`"${label}" of the JSON is not a ${type === 'string' ? 'text' : 'number'}`);
  return value as T extends 'string' ? string : number;
}
