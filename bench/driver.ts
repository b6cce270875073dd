/**
 * The server's side of the bench: takes one client's registration, then sends it requests as fast as it answers,
 * a given number at a time.
 */
import dgram from 'node:dgram';
import { acknowledgement, Code, patchRequest, registrationReply, repliedMessageId, requestHead, Type } from './messages';
import type { RequestKind } from './requests';

/** A request unanswered for this long counts as lost. Nothing is sent twice. */
const defaultLossMilliseconds = 1000;
/** Between two tries of the first request: clients need a moment after Register before they listen. */
const probeMilliseconds = 20;
const probes = 250;

/** What one run of requests came to. */
export interface Run {
  /** Requests sent. */
  requests: number;
  seconds: number;
  lost: number;
  /** Replies that were not in the acknowledgement but in a message of their own. */
  separate: number;
}

/** The first reply to a request kind: right, or refused with the reason. */
export type FirstReply = { ok: true; bytes: number } | { ok: false; reason: string };

/** One server socket for one client process. Message ids are given out once, 65,536 in all. */
export class Driver {
  private readonly socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  private nextMessageId = 0;
  private onRegister: (() => void) | undefined;
  private onReply: ((reply: Buffer, messageId: number) => void) | undefined;
  private fault: Error | undefined;
  private peer: dgram.RemoteInfo | undefined;
  /** Options and payload of the first right reply. */
  private expectedTail: Buffer | undefined;

  /**
   * @param kind The only kind of request this driver sends.
   * @param tag Marks its tokens, 0 to 65535.
   * @param manufacturer What the client says under /3/0/0.
   * @param lossMilliseconds How long it waits for a reply.
   */
  constructor(
    private readonly kind: RequestKind,
    private readonly tag: number,
    private readonly manufacturer: string,
    private readonly lossMilliseconds = defaultLossMilliseconds,
  ) {
    this.socket.on('message', (message, from) => this.received(message, from));
    // A client that is not listening yet gives ECONNREFUSED here; the request then counts as lost.
    this.socket.on('error', () => undefined);
  }

  /** Starts to listen on loopback. @returns the port. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.socket.bind(0, '127.0.0.1', resolve));
    return this.socket.address().port;
  }

  /** Resolves when the client has sent Register. */
  registered(): Promise<void> {
    return new Promise((resolve) => {
      this.onRegister = resolve;
    });
  }

  /** Sends the request until the client answers it for the first time, and judges that answer. */
  async firstReply(): Promise<FirstReply> {
    const peer = this.peer;
    if (peer === undefined) throw new Error('the client has not registered');
    const request = Buffer.from(this.kind.datagram);
    const reply = await new Promise<Buffer | undefined>((resolve) => {
      let tries = 0;
      const probe = (): void => {
        if (tries++ === probes) {
          clearInterval(timer);
          resolve(undefined);
          return;
        }
        patchRequest(request, this.tag, this.takeMessageId());
        this.socket.send(Buffer.from(request), peer.port, peer.address);
      };
      const timer = setInterval(probe, probeMilliseconds);
      this.onReply = (message) => {
        clearInterval(timer);
        resolve(Buffer.from(message));
      };
      probe();
    });
    this.onReply = undefined;
    if (reply === undefined) return { ok: false, reason: 'no answer' };
    if (reply[1] !== Code.Content) return { ok: false, reason: `answers ${dotted(reply[1])}` };
    const fault = this.kind.fault(reply, this.manufacturer);
    if (fault !== undefined) return { ok: false, reason: fault };
    await new Promise<void>((resolve) => this.socket.connect(peer.port, peer.address, resolve));
    this.expectedTail = reply.subarray(requestHead);
    return { ok: true, bytes: reply.length };
  }

  /**
   * Sends requests, keeping `inFlight` of them unanswered at any time, and waits for the last reply.
   * @param requests How many at most.
   * @param seconds After this time no more are sent.
   * @throws when a reply is wrong: not 2.05, or not with the payload it should have; or when there are not enough
   * message ids left. A client may answer one it has seen from its cache, which is not what is measured.
   */
  async run(requests: number, inFlight: number, seconds: number): Promise<Run> {
    const idsLeft = 0x10000 - this.nextMessageId;
    if (requests > idsLeft) throw new Error(`${requests} requests, but only ${idsLeft} message ids left`);
    // A buffer a slot: a queued send must not see the next request written over it.
    const slots = Array.from({ length: inFlight }, () => ({ request: Buffer.from(this.kind.datagram), sentAt: 0 }));
    const slotOf = new Map<number, number>();
    const result: Run = { requests: 0, seconds: 0, lost: 0, separate: 0 };
    let limit = requests;

    return new Promise((resolve, reject) => {
      const start = performance.now();
      const deadline = start + seconds * 1000;
      const send = (index: number): void => {
        const slot = slots[index];
        const messageId = this.takeMessageId();
        patchRequest(slot.request, this.tag, messageId);
        slotOf.set(messageId, index);
        slot.sentAt = performance.now();
        this.socket.send(slot.request);
        if ((++result.requests & 63) === 0 && slot.sentAt > deadline) limit = result.requests;
      };
      const settle = (index: number): void => {
        if (this.fault !== undefined) finish();
        else if (result.requests < limit) send(index);
        else if (slotOf.size === 0) finish();
      };
      const losses = setInterval(() => {
        const now = performance.now();
        for (const [messageId, index] of slotOf) {
          if (now - slots[index].sentAt < this.lossMilliseconds) continue;
          slotOf.delete(messageId);
          result.lost++;
          settle(index);
        }
      }, this.lossMilliseconds / 4);
      const finish = (): void => {
        clearInterval(losses);
        this.onReply = undefined;
        result.seconds = (performance.now() - start) / 1000;
        if (this.fault === undefined) resolve(result);
        else reject(this.fault);
      };

      this.onReply = (reply, messageId) => {
        const index = slotOf.get(messageId);
        if (index === undefined) return; // a reply that came after it was counted lost
        slotOf.delete(messageId);
        if (((reply[0] >>> 4) & 3) !== Type.Acknowledgement) result.separate++;
        this.check(reply);
        settle(index);
      };
      for (let index = 0; index < Math.min(inFlight, requests); index++) send(index);
    });
  }

  close(): void {
    this.socket.close();
  }

  private takeMessageId(): number {
    return this.nextMessageId++;
  }

  private received(message: Buffer, from: dgram.RemoteInfo): void {
    if (message.length < 4) return;
    const code = message[1];
    if (code >= Code.Get && code <= 0x1f) {
      this.peer = from;
      this.answer(registrationReply(message), from);
      this.onRegister?.();
      this.onRegister = undefined;
      return;
    }
    const messageId = repliedMessageId(message, this.tag);
    if (messageId < 0) return;
    if (((message[0] >>> 4) & 3) === Type.Confirmable) this.answer(acknowledgement(message), from);
    this.onReply?.(message, messageId);
  }

  private answer(message: Buffer, to: dgram.RemoteInfo): void {
    const connected = this.expectedTail !== undefined;
    if (connected) this.socket.send(message);
    else this.socket.send(message, to.port, to.address);
  }

  private check(reply: Buffer): void {
    const tail = this.expectedTail;
    if (tail !== undefined && reply[1] === Code.Content && reply.compare(tail, 0, tail.length, requestHead) === 0) return;
    // Different bytes can still be right: a value may have changed.
    const fault = reply[1] === Code.Content ? this.kind.fault(reply, this.manufacturer) : `answers ${dotted(reply[1])}`;
    if (fault !== undefined) this.fault = new Error(`wrong reply: ${fault}`);
  }
}

/** A response code as the RFC writes it: `4.04`. */
function dotted(code: number): string {
  return `${code >>> 5}.${String(code & 31).padStart(2, '0')}`;
}
