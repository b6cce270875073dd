/** What operations resolve with, and the events of the server. */
import type { Client } from './clients';
import type { Failure } from './dtls/association';
import type { Leaf } from './leaves';
import type { Link } from './linkFormat';
import type { Peer, Response } from './messages';
import type { RegistrationError } from './registration';
import { ContentError } from './value';

/** A client's answer. */
export interface Answer {
  /** As CoAP writes it: `2.05`; a code that starts with 2 is a success. */
  code: string;
  /** What the client said of an error; usually nothing. */
  diagnostic: string;
}

export interface ReadAnswer extends Answer {
  format: number | undefined;
  leaves: Leaf[];
}

export interface ObserveAnswer extends ReadAnswer {
  /** Whether the client will notify. */
  established: boolean;
}

export interface DiscoverAnswer extends Answer {
  links: Link[];
}

export interface CreateAnswer extends Answer {
  /** Path of the new instance, when the client said it. */
  location: string | undefined;
}

export interface Notification extends ReadAnswer {
  client: Client;
  /** What is observed; the paths of a composite observation with spaces between. An error code ends the observation. */
  path: string;
  /** Milliseconds since 1970. */
  time: number;
}

/** Values that a client sent by itself (LwM2M 1.1 Core 6.4.6). */
export interface Sent {
  client: Client;
  format: number | undefined;
  leaves: Leaf[];
  /** Milliseconds since 1970. */
  time: number;
}

export interface ServerEvents {
  registered: [client: Client];
  updated: [client: Client];
  deregistered: [client: Client];
  expired: [client: Client];
  notification: [notification: Notification];
  sent: [sent: Sent];
  /** The set of paths observed on a client has changed. */
  observations: [client: Client];
  /** A request waits until a client in queue mode is heard from; its `held` says how many do. */
  held: [client: Client];
  /** A client behind DTLS was refused or is lost; its identity is what it claims. */
  handshakeFailed: [peer: Peer, failure: Failure];
  /** A request of a client was refused. */
  refused: [peer: Peer, error: RegistrationError];
  /** Something went wrong that no caller waits for. */
  trouble: [message: string];
}

/** Whether an answer's code is of class 2. */
export function isSuccess(answer: Answer): boolean {
  return answer.code.startsWith('2.');
}

export function toAnswer({ code, payload }: Response): Answer {
  // RFC 7252 5.5.2: an error may carry a text for people.
  return { code, diagnostic: code.startsWith('2.') ? '' : payload.toString() };
}

/** The answer to a Read, with `decode` for its payload. */
export function toReadAnswer(response: Response, decode: () => Leaf[]): ReadAnswer {
  const answer = toAnswer(response);
  return { ...answer, format: response.contentFormat, leaves: isSuccess(answer) ? decoded(decode) : [] };
}

/** Says of whose payload a ContentError is. */
export function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ContentError) throw new ContentError(`The client's answer cannot be read, since ${error.message}.`);
    throw error;
  }
}
