import { copyBytes, newInt32s, newUint16s, newUint8s, textSize } from 'runtime';
import { Config } from 'config';
import { Ascii } from '../bytes/ascii';
import type { Settings } from '../board';
import { putInteger } from '../bytes/decimal';
import { decimalSize, putByte, putBytes, putDecimal, putText } from '../bytes/output';
import { Code, Option } from '../coap/code';
import { incoming, startRequest } from '../coap/endpoint';
import { putOption, putTextOption, putUintOption } from '../coap/encode';
import { Field, Limit, message, pathSegments } from '../coap/message';
import { ContentFormat } from '../format/type';
import { Row, texts, textSizeAt, textStart } from '../model/values';
import { isQueueMode, registeredVersion, Server, serverNumber, serverRow } from './accounts';
import { putLinksOf, putObjectLinks } from './links';
import { putUpload, surveyUpload } from './upload';

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

let settings: Settings;
/** 1 when the server wants the object links although there is a profile (4.09). */
const listWanted = /* @__PURE__ */ newUint8s(Config.servers);

/** What the messages say of the device. */
export function setMessageSettings(given: Settings): void {
  settings = given;
}

/** Whether Register names a profile in the place of the object links (LwM2M 1.2 Core 6.2.1). */
export function namesProfile(link: number): boolean {
  return Config.version >= 12 && registeredVersion(link) === 12 && settings.profile !== undefined && listWanted[link] === 0;
}

/** The server knows the profile not: it has to be given the object links. @param wanted 0 to begin anew. */
export function wantObjectLinks(link: number, wanted: number): void {
  listWanted[link] = wanted & 255;
}

/** Writes the query ep=. */
export function putEndpointName(): void {
  putOption(Option.uriQuery, 3 + textSize(settings.endpoint));
  putText('ep=');
  putText(settings.endpoint);
}

/** The links beside a Profile ID. */
function putLinksBeyondProfile(link: number): number {
  return putLinksOf(link, settings.beyondProfile);
}

/** Register: POST /rd?ep={}&lt={}&lwm2m={}&b={}&Q&pid={} with the links of all objects. */
export function putRegister(link: number): void {
  const isPartial = namesProfile(link) && settings.beyondProfile !== undefined;
  const listed = isPartial || !namesProfile(link);
  const putLinks = isPartial ? putLinksBeyondProfile : putObjectLinks;
  if (listed) {
    surveyUpload(link, putLinks);
  }
  startRequest(link, Code.post);
  putTextOption(Option.uriPath, 'rd');
  if (listed) {
    putUintOption(Option.contentFormat, ContentFormat.linkFormat);
  }
  putEndpointName();
  putLifetime(link);
  putOption(Option.uriQuery, 9);
  putText('lwm2m=1.');
  putDecimal(registeredVersion(link) - 10);
  putBinding(link);
  if (Config.version >= 12 && registeredVersion(link) === 12 && settings.profile !== undefined) {
    putOption(Option.uriQuery, 4 + textSize(settings.profile));
    putText('pid=');
    putText(settings.profile);
  }
  if (listed) {
    putUpload(link, putLinks);
  }
}

/** Update: POST to the registration's location, with what has changed. */
export function putUpdate(link: number, changes: number): void {
  const listed = (changes & Change.objects) !== 0;
  if (listed) {
    surveyUpload(link, putObjectLinks);
  }
  startRequest(link, Code.post);
  putLocation(link);
  if (listed) {
    putUintOption(Option.contentFormat, ContentFormat.linkFormat);
  }
  if ((changes & Change.lifetime) !== 0) {
    putLifetime(link);
  }
  if ((changes & Change.binding) !== 0) {
    putBinding(link);
  }
  if (listed) {
    putUpload(link, putObjectLinks);
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

/** Queue mode is the letter Q of b in 1.0, and a parameter of its own later (LwM2M 1.0.2 5.3.1, 1.1 Core 6.2.1). */
function putBinding(link: number): void {
  const row = serverRow(link, Server.binding);
  if (row !== Row.none) {
    const start = textStart(row);
    const end = start + textSizeAt(row);
    const separate = isQueueMode(link) && registeredVersion(link) > 10;
    putOption(Option.uriQuery, 2 + end - start - (separate ? 1 : 0));
    putText('b=');
    for (let i = start; i < end; i++) {
      if (!separate || texts[i] !== Ascii.upperQ) {
        putByte(texts[i]);
      }
    }
    if (separate) {
      putTextOption(Option.uriQuery, 'Q');
    }
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
