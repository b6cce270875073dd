/** Payloads of LwM2M requests and answers, as flat lists of values with their paths. */
import { decodeCbor, encodeCbor } from './cbor';
import type { Definitions } from './definitions';
import { Format, formatName } from './formats';
import { toLeaves, type Content, type Leaf } from './leaves';
import { decodeLwm2mJson, encodeLwm2mJson } from './lwm2mJson';
import { formatPath, parsePath, UsageError, type Path } from './path';
import { baseName, lwm2mCborLeaves, recordLeaves, toLwm2mCbor, toRecords } from './recordContent';
import { decodeSenmlCbor, decodeSenmlJson, encodeSenmlCbor, encodeSenmlJson, type SenmlRecord } from './senml';
import { decodeTlv, encodeTlv, Kind } from './tlv';
import { tlvLeaves, tlvRecords } from './tlvContent';
import { fromCbor, toCbor } from './typed';
import { ContentError, decodeText, encodeText, encodeTlvValue } from './value';

/** The instance id that leaves the choice to the client (LwM2M 1.2.1 Core 7.4.7). */
const UNASSIGNED = 65535;

/**
 * Reads the payload of an answer to a request for `path`.
 * @param format Content-Format, undefined when the answer has none.
 * @param path What was asked for; the empty path is everything, as in composite answers and Send.
 * @param root The alternate path that names may start with, without a slash at its end.
 * @throws ContentError when the payload is not in that format, or not of the resources asked for.
 */
export function decodeContent(format: number | undefined, payload: Buffer, path: Path, definitions: Definitions, root = ''): Leaf[] {
  const type = definitions.resource(path)?.type;
  const scope = { path, definitions, root };
  switch (format) {
    case undefined:
      if (payload.length === 0) return [];
      throw new ContentError('the answer has a payload but no Content-Format');
    case Format.Text:
      requireSingle(path, 'text');
      return [{ path, type: type ?? 'String', value: decodeText(type ?? 'String', payload) }];
    case Format.Opaque:
      requireSingle(path, 'an opaque value');
      return [{ path, type: 'Opaque', value: payload }];
    case Format.Cbor:
      requireSingle(path, 'one CBOR item');
      return [{ path, ...fromCbor(type, decodeCbor(payload)) }];
    case Format.SenmlJson:
    case Format.SenmlEtchJson:
      return recordLeaves(decodeSenmlJson(payload), scope);
    case Format.SenmlCbor:
    case Format.SenmlEtchCbor:
      return recordLeaves(decodeSenmlCbor(payload), scope);
    case Format.Tlv:
      if (path.length === 0) throw new ContentError('TLV cannot say of which objects its values are');
      return tlvLeaves(decodeTlv(payload), path, definitions);
    case Format.Lwm2mJson:
      return recordLeaves(decodeLwm2mJson(payload), scope);
    case Format.Lwm2mCbor:
      return lwm2mCborLeaves(payload, scope);
    default:
      throw new ContentError(`this server does not read Content-Format ${format}`);
  }
}

/** Writes values in a format. All must lie at or below `path`; the empty path is for composite payloads. @throws ContentError when the format cannot hold them. */
export function encodeContent(format: number, leaves: readonly Leaf[], path: Path): Buffer {
  const base = baseName(leaves, path);
  switch (format) {
    case Format.Tlv:
      return encodeTlv(tlvRecords(leaves, path));
    case Format.SenmlJson:
    case Format.SenmlCbor:
    case Format.SenmlEtchJson:
    case Format.SenmlEtchCbor:
      return encodeRecords(format, toRecords(leaves), base);
    case Format.Lwm2mJson:
      return encodeLwm2mJson(toRecords(leaves), base);
    case Format.Lwm2mCbor:
      return toLwm2mCbor(leaves, path);
    default:
      return encodeSingle(format, leaves, path);
  }
}

/**
 * The payload of a Create (LwM2M 1.1 Core 6.3.6).
 * @param path The object, or the instance to create when the server chooses its id.
 * @throws ContentError when the format cannot leave the id to the client.
 */
export function encodeInstance(path: Path, content: Content, definitions: Definitions, format: number = Format.Tlv): Buffer {
  // Left without a number, the instance is the client's to name; in TLV the id here is not sent.
  const instance = path.length === 2 ? path : [path[0], UNASSIGNED];
  const leaves = toLeaves(instance, content, definitions);
  if (format !== Format.Tlv) {
    if (path.length === 1 && format !== Format.Lwm2mCbor) {
      throw new ContentError(`${formatName(format)} cannot leave the id to the client: name the instance, or use tlv or lwm2m-cbor`);
    }
    return encodeContent(format, leaves, instance);
  }
  const records = tlvRecords(leaves, instance);
  if (path.length === 1) return encodeTlv(records);
  return encodeTlv([{ kind: Kind.ObjectInstance, id: path[1], value: Buffer.alloc(0), children: records }]);
}

/** The list of paths of a Read-Composite or Observe-Composite (LwM2M 1.1 Core 6.3.7), the root written `/`. @throws ContentError for a format that is not SenML. */
export function encodePaths(format: number, paths: readonly string[]): Buffer {
  return encodeRecords(format, paths.map((name) => ({ name })), '');
}

/** What a Write-Composite writes, by path; null removes a resource instance (LwM2M 1.2 Core 6.3.9). */
export type CompositeContent = Readonly<Record<string, Content | null>>;

/** The payload of a Write-Composite; `root` stands before every name. @throws ContentError, UsageError for what is no path. */
export function encodeComposite(format: number, content: CompositeContent, definitions: Definitions, root = ''): Buffer {
  const leaves: Leaf[] = [];
  const removals: SenmlRecord[] = [];
  for (const [name, value] of Object.entries(content)) {
    if (value === null) removals.push({ name: root + name, value: null });
    else leaves.push(...toLeaves(parsePath(name), value, definitions));
  }
  if (format === Format.Lwm2mCbor) {
    if (removals.length > 0) throw new ContentError('lwm2m-cbor cannot remove a resource instance; use senml-etch-cbor');
    return toLwm2mCbor(leaves, []);
  }
  const records = toRecords(leaves).map((record) => ({ ...record, name: root + record.name }));
  return encodeRecords(format, [...records, ...removals], '');
}

function encodeRecords(format: number, records: readonly SenmlRecord[], base: string): Buffer {
  switch (format) {
    case Format.SenmlJson:
    case Format.SenmlEtchJson:
      return encodeSenmlJson(records, base);
    case Format.SenmlCbor:
    case Format.SenmlEtchCbor:
      return encodeSenmlCbor(records, base);
    default:
      throw new ContentError(`a composite operation is written in SenML, not in ${formatName(format)}`);
  }
}

function encodeSingle(format: number, leaves: readonly Leaf[], path: Path): Buffer {
  const [leaf] = leaves;
  if (leaves.length !== 1 || leaf.path.length !== path.length) {
    throw new ContentError(`${formatName(format)} holds the value of one resource; use TLV, SenML or lwm2m-cbor for more`);
  }
  switch (format) {
    case Format.Text:
      return encodeText(leaf.type, leaf.value);
    case Format.Opaque:
      return encodeTlvValue('Opaque', leaf.value);
    case Format.Cbor:
      return encodeCbor(toCbor(leaf.type, leaf.value));
    default:
      throw new ContentError(`this server does not write Content-Format ${format}`);
  }
}

function requireSingle(path: Path, what: string): void {
  if (path.length < 3) throw new ContentError(`the answer to ${formatPath(path)} is ${what}, which holds one resource only`);
}

/** The paths of a composite operation, checked. @throws UsageError */
export function checkPaths(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) throw new UsageError('Name at least one path, as in /3/0/0 /3303/0/5700; / is everything.');
  for (const path of paths) if (path !== '/') parsePath(path);
  return paths;
}
