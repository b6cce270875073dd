/** The lines that the Leshan processes write; see README.md, "The lines". */

/**
 * A value; or what is in an object, an instance or a multiple resource, by id; or what is at several paths, where null
 * is a path without anything. Times are seconds since 1970, object links "3:0", opaque values hex digits, links in CoRE
 * Link Format, and integers that a double cannot hold the text of their digits.
 */
export type Content = number | string | boolean | null | { readonly [id: string]: Content };

/** Leshan's names of the content formats. It has no LwM2M CBOR and no SenML-ETCH. */
export type Format = 'TEXT' | 'OPAQUE' | 'TLV' | 'JSON' | 'CBOR' | 'SENML_JSON' | 'SENML_CBOR';

/** What a client answered; only what the command asks for is there. */
export interface Answer {
  /** Such as `2.05`. */
  readonly code?: string;
  readonly format?: string;
  readonly content?: Content;
  /** Of Discover: each link as Leshan writes it. */
  readonly links?: readonly string[];
  /** Of Create: the path of the new instance; null when the client does not say. */
  readonly location?: string | null;
  /** Of Observe: what notifications are known by. */
  readonly observation?: string;
  /** Of a bare CoAP request, in hex. */
  readonly payload?: string;
}

export interface Started {
  readonly port: number;
  readonly version: string;
}

/** Register has been accepted. */
export interface Registered {
  readonly event: 'registered';
  /** Whether the endpoint had a registration already, which this one replaces. */
  readonly again: boolean;
  readonly endpoint: string;
  readonly location: string;
  /** Seconds. */
  readonly lifetime: number;
  /** Of the enabler. */
  readonly version: string;
  readonly queueMode: boolean;
  readonly rootPath: string;
  readonly binding: readonly string[];
  /** Those that the client announces, and those that are mandatory. */
  readonly formats: readonly string[];
  /** The version of each object. */
  readonly objects: { readonly [id: string]: string };
  readonly links: readonly string[];
}

/** Update has been accepted; it has only what the client sent. */
export interface Updated {
  readonly event: 'updated';
  readonly location: string;
  readonly lifetime?: number;
  readonly binding?: string;
  readonly links?: readonly string[];
}

export interface Unregistered {
  readonly event: 'unregistered';
  readonly location: string;
  readonly expired: boolean;
  /** A new registration took its place. */
  readonly replaced: boolean;
}

/** A value of a message that carries time stamps. */
export interface TimedValue {
  /** Seconds since 1970. */
  readonly time?: number;
  /** Of Send. */
  readonly path?: string;
  readonly content: Content;
}

export interface Notification {
  readonly event: 'notification';
  readonly observation: string;
  /** When it came, by a steady clock. */
  readonly milliseconds: number;
  readonly format?: string;
  /** Of a composite observation: by path. */
  readonly content?: Content;
  /** Those with a time stamp, if there are such. */
  readonly values?: readonly TimedValue[];
  /** An error response, or what Leshan could not make sense of. */
  readonly error?: string;
}

/** Data that the client sent of its own accord. */
export interface Send {
  readonly event: 'send';
  readonly endpoint: string;
  readonly format?: string;
  readonly values?: readonly TimedValue[];
  /** What Leshan could not make sense of. */
  readonly error?: string;
}

/** A client in queue mode is taken to listen, or no longer to. */
export interface Presence {
  readonly event: 'awake' | 'sleeping';
  readonly endpoint: string;
}

/** A client asks a bootstrap server to begin. */
export interface BootstrapRequest {
  readonly event: 'bootstrapRequest';
  readonly endpoint: string;
  /** The format that the client prefers. */
  readonly format?: string;
}

/** What the client said to a task of the bootstrap server. */
export interface BootstrapAnswer {
  readonly event: 'bootstrapAnswer';
  readonly task: BootstrapTask['task'] | 'finish';
  /** Of all but Finish. */
  readonly path?: string;
  readonly code?: string;
  readonly links?: readonly string[];
  readonly format?: string;
  readonly content?: Content;
  /** There was no response. */
  readonly error?: string;
}

/** A bootstrap session is over. */
export interface BootstrapEnd {
  readonly event: 'bootstrapEnd';
  /** Leshan's name of the cause, such as `FINISH_FAILED`; a successful session has none. */
  readonly failure?: string;
}

/** A request of a bootstrap server. Finish follows the last one by itself. */
export type BootstrapTask =
  | { readonly task: 'write'; readonly path: string; readonly content: Content; readonly format?: Format }
  | { readonly task: 'read'; readonly path: string; readonly format?: Format }
  | { readonly task: 'discover' | 'delete'; readonly path: string };

/** A Block1 or Block2 option. */
export interface Block {
  readonly num: number;
  readonly more: boolean;
  /** Bytes. */
  readonly size: number;
}

/** A CoAP message that the server has sent or received. */
export interface Message {
  readonly event: 'message';
  readonly from: 'client' | 'server';
  readonly type: 'CON' | 'NON' | 'ACK' | 'RST';
  /** Such as `2.05`, or the name of a method, or `0.00` of an empty message. */
  readonly code: string;
  readonly id: number;
  readonly token: string;
  /** Uri-Path of a request, Location-Path of a response; without a slash before it. */
  readonly path: string;
  readonly query: string;
  readonly observe?: number;
  readonly format?: number;
  readonly accept?: number;
  readonly block1?: Block;
  readonly block2?: Block;
  /** In hex. */
  readonly payload: string;
}

export type LeshanEvent =
  | Registered
  | Updated
  | Unregistered
  | Notification
  | Send
  | Presence
  | BootstrapRequest
  | BootstrapAnswer
  | BootstrapEnd
  | Message;
export type EventName = LeshanEvent['event'];
export type EventNamed<Name extends EventName> = Extract<LeshanEvent, { readonly event: Name }>;
/** An event as a process tells it. */
export type EventLine = LeshanEvent & { readonly server: string };

function blockText(name: string, { num, more, size }: Block): string {
  return `${name} ${num}${more ? '+' : ''}/${size}`;
}

/** One line for a person: `client CON POST rd?ep=light&lt=60 format 40, 81 bytes #39817`. */
export function messageText({ from, type, code, id, path, query, observe, format, block1, block2, payload }: Message): string {
  const uri = query === '' ? path : `${path}?${query}`;
  const parts = [from, type, code, uri];
  if (observe !== undefined) parts.push(`observe ${observe}`);
  if (format !== undefined) parts.push(`format ${format}`);
  if (block1 !== undefined) parts.push(blockText('block1', block1));
  if (block2 !== undefined) parts.push(blockText('block2', block2));
  if (payload !== '') parts.push(payload.length <= 64 ? payload : `${payload.slice(0, 64)}... (${payload.length / 2} bytes)`);
  return `${parts.filter((part) => part !== '').join(' ')} #${id}`;
}
