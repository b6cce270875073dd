/** The lines that the Leshan process writes; see leshan/src/mote/interop/Main.java. */

/** A value; or what is in an object, an instance or a multiple resource, by id. */
export type Content = number | string | boolean | { readonly [id: string]: Content };

/** The names of Leshan for the formats this client has. */
export type Format = 'TEXT' | 'OPAQUE' | 'TLV';

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

export interface Notification {
  readonly event: 'notification';
  readonly observation: string;
  /** When it came, by a steady clock. */
  readonly milliseconds: number;
  readonly format?: string;
  readonly content?: Content;
  /** An error response, or what Leshan could not make sense of. */
  readonly error?: string;
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
  /** In hex. */
  readonly payload: string;
}

export type LeshanEvent = Registered | Updated | Unregistered | Notification | Message;
export type EventNamed<Name extends LeshanEvent['event']> = Extract<LeshanEvent, { readonly event: Name }>;

/** One line for a person: `client CON POST rd?ep=light&lt=60 format 40, 81 bytes #39817`. */
export function messageText({ from, type, code, id, path, query, observe, format, payload }: Message): string {
  const uri = query === '' ? path : `${path}?${query}`;
  const parts = [from, type, code, uri];
  if (observe !== undefined) parts.push(`observe ${observe}`);
  if (format !== undefined) parts.push(`format ${format}`);
  if (payload !== '') parts.push(payload.length <= 64 ? payload : `${payload.slice(0, 64)}... (${payload.length / 2} bytes)`);
  return `${parts.filter((part) => part !== '').join(' ')} #${id}`;
}
