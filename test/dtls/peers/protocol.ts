/** What the harness and moteClient.ts say to each other. */

export type Command =
  /** Ends the association, if there is one, and begins another. */
  | { do: 'connect'; identity: string; hexKey: string; resume: boolean }
  /** Sends messages one after the other and waits for the answer to each: a text, which comes back, or a CoAP request. */
  | { do: 'exchange'; count: number; echo: boolean }
  /** Ends the association, if there is one. */
  | { do: 'end' };

export type Report =
  | { event: 'ready' | 'protected' | 'exchanged' | 'over' }
  /** See Cause in src/dtls/owner.ts, and Alert in src/dtls/protocol.ts. */
  | { event: 'ended'; cause: number; alert: number }
  /** Nothing was reported in the time allowed. */
  | { event: 'late' };
