/** What the message layer of an endpoint (endpoint.ts) and the layer above it tell each other. */

/** What the layer above is told. All are called with the message's fields in `message`, its bytes in `incoming`. */
export interface Requests {
  /** A request came. Answer with `startReply`, then the message's rest; or not at all, and later by an exchange. */
  request(this: void, link: number): void;
  /** The link's exchange is over; the next one may start from within this call. */
  exchanged(this: void, link: number, outcome: Outcome): void;
  /** The link's exchange is about to be sent again; `startExchange` may renew it (RFC 7641 4.5.2), or it is abandoned. */
  retransmitting(this: void, link: number): void;
  /** Protects the datagram at the beginning of `buffer`, in place. @returns Its length then; 0 when it cannot be sent. */
  seal?(this: void, link: number, buffer: Uint8Array, length: number): number;
}

/** How an exchange ended. */
export const enum Outcome {
  /** A confirmable response or notification was acknowledged; one that is not confirmable was not rejected. */
  acknowledged,
  /** The response to a request of ours; its code and fields are in `message`. */
  response,
  /** The peer has answered with Reset. */
  reset,
  /** The peer did not answer (MAX_TRANSMIT_WAIT), or gave no response after its acknowledgement. */
  timeout,
}

/** What is still to be done for a message that came. */
export const enum Rest {
  nothing,
  /** The reply that was begun is sent. */
  reply,
  /** The request is carried out, then its reply is sent. */
  request,
}
