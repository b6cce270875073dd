import { copyBytes, newInt32s, newUint16s, newUint8s, textSize } from 'runtime';
import { Config } from 'config';
import { putInteger } from '../bytes/decimal';
import { decimalSize, putBytes, putText } from '../bytes/output';
import { Code, Option } from '../coap/code';
import { incoming, startRequest } from '../coap/endpoint';
import { putOption, putPayloadMarker, putTextOption, putUintOption } from '../coap/encode';
import { Field, Limit, message, pathSegments } from '../coap/message';
import { ContentFormat } from '../format/type';
import { Row, texts, textSizeAt, textStart } from '../model/values';
import { Server, serverNumber, serverRow } from './accounts';
import { putObjectLinks } from './links';

/** The messages of the registration interface (LwM2M 1.1 Core 6.2, Transport 6.4.3), built in the link's exchange. */

/** What has changed since the server was told; bits. */
export const enum Change {
  none = 0,
  lifetime = 1,
  binding = 2,
  objects = 4,
}

const enum Location {
  segments = 4,
  bytes = 64,
}

/** Location-Path of each registration: how many segments it has, their bytes, and where each ends in them. */
const counts = /* @__PURE__ */ newInt32s(Config.servers);
const locations = /* @__PURE__ */ newUint8s(Config.servers * Location.bytes);
const ends = /* @__PURE__ */ newUint16s(Config.servers * Location.segments);

/** Register: POST /rd?ep={}&lt={}&lwm2m={}&b={} with the links of all objects. */
export function putRegister(link: number, endpointName: string): void {
  startRequest(link, Code.post);
  putTextOption(Option.uriPath, 'rd');
  putUintOption(Option.contentFormat, ContentFormat.linkFormat);
  putOption(Option.uriQuery, 3 + textSize(endpointName));
  putText('ep=');
  putText(endpointName);
  putLifetime(link);
  putTextOption(Option.uriQuery, 'lwm2m=1.1');
  putBinding(link);
  putPayloadMarker();
  putObjectLinks();
}

/** Update: POST to the registration's location, with what has changed. */
export function putUpdate(link: number, changes: number): void {
  startRequest(link, Code.post);
  putLocation(link);
  if ((changes & Change.objects) !== 0) {
    putUintOption(Option.contentFormat, ContentFormat.linkFormat);
  }
  if ((changes & Change.lifetime) !== 0) {
    putLifetime(link);
  }
  if ((changes & Change.binding) !== 0) {
    putBinding(link);
  }
  if ((changes & Change.objects) !== 0) {
    putPayloadMarker();
    putObjectLinks();
  }
}

/** De-register: DELETE on the registration's location. */
export function putDeregister(link: number): void {
  startRequest(link, Code.delete);
  putLocation(link);
}

function putLifetime(link: number): void {
  const lifetime = serverNumber(link, Server.lifetime, 86400);
  putOption(Option.uriQuery, 3 + decimalSize(lifetime));
  putText('lt=');
  putInteger(lifetime);
}

function putBinding(link: number): void {
  const row = serverRow(link, Server.binding);
  if (row !== Row.none) {
    putOption(Option.uriQuery, 2 + textSizeAt(row));
    putText('b=');
    putBytes(texts, textStart(row), textStart(row) + textSizeAt(row));
  }
}

function putLocation(link: number): void {
  let start = link * Location.bytes;
  for (let i = 0; i < counts[link]; i++) {
    const end = ends[link * Location.segments + i];
    putOption(Option.uriPath, end - start);
    putBytes(locations, start, end);
    start = end;
  }
}

/** Keeps the Location-Path of the response in `message`. @returns false when there is none, or it is larger than any known. */
export function keepLocation(link: number): boolean {
  const count = message[Field.pathCount];
  if (count === 0 || count > Location.segments || count > Limit.segments) {
    return false;
  }
  let at = link * Location.bytes;
  for (let i = 0; i < count; i++) {
    const start = pathSegments[2 * i];
    const end = pathSegments[2 * i + 1];
    if (at + end - start > (link + 1) * Location.bytes) {
      return false;
    }
    copyBytes(incoming, start, end, locations, at);
    at += end - start;
    ends[link * Location.segments + i] = at;
  }
  counts[link] = count;
  return true;
}
