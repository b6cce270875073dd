/** Requests and responses of CoAP, as this server sees them: whole, whether they came in blocks or not. */

export interface Peer {
  address: string;
  port: number;
  /** By which its key was found; undefined without security. */
  identity?: string;
}

export interface Request {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'FETCH' | 'iPATCH';
  /** Uri-Path, one segment each. */
  path: readonly string[];
  /** Uri-Query, one option each. */
  query?: readonly string[];
  accept?: number;
  contentFormat?: number;
  /** One longer than a block goes in blocks (RFC 7959). */
  payload?: Buffer;
  /** Bytes of a block of the payload, 1024 unless told; the client may choose smaller ones. */
  blockSize?: number;
  /** Bytes of a block of the answer to ask for at once; else the client chooses. */
  answerBlockSize?: number;
  /** Whether requests for later blocks of an answer to FETCH carry the body again, which RFC 8132 leaves open; yes, when it is one block. */
  repeatBody?: boolean;
  /** Called after each block of the payload that was taken. */
  progress?: (sent: number, total: number) => void;
}

export interface Response {
  /** As CoAP writes it: `2.05`. */
  code: string;
  contentFormat: number | undefined;
  payload: Buffer;
  /** Location-Path, one segment each. */
  location: readonly string[];
}

/** What a client asked this server. */
export interface IncomingRequest {
  peer: Peer;
  method: string;
  path: readonly string[];
  query: readonly string[];
  contentFormat: number | undefined;
  accept: number | undefined;
  /** What a proxy should fetch (RFC 7252 5.10.2). */
  proxyUri: string | undefined;
  payload: Buffer;
  /** It asks for a later block of an answer; the handler gives the whole answer again, and counts it once. */
  continued: boolean;
}

export interface Reply {
  code: string;
  location?: readonly string[];
  contentFormat?: number;
  /** One longer than a block goes in blocks. */
  payload?: Buffer;
  /** Runs when the reply has been handed to the socket, so that what it sends comes after it. */
  afterwards?: () => void;
}

/** No answer came within the time allowed, or the client rejected the request with a Reset. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

/** An observation, or the attempt at one. */
export interface Observing {
  response: Response;
  /** Whether the client keeps the observation and will notify. */
  established: boolean;
  /** Stops listening; the next notification is answered with a Reset, which cancels (RFC 7641 3.6). */
  forget(): void;
  /** Cancels with a request of Observe 1 on the same token. @throws NoAnswerError */
  cancel(): Promise<Response>;
}
