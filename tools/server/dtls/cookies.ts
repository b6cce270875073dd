/** Cookies that prove a client's address without memory of it (RFC 6347 4.2.1). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock';
import type { Peer } from '../messages';
import type { HelloStart } from './hello';
import { uint, vector } from './reader';

const SECRET = 32;
const COOKIE = 20;
/** Milliseconds that a secret is used; its cookies are good for as long again. */
const SECRET_LIFETIME = 60_000;

export class Cookies {
  private secrets: [Buffer, Buffer];
  private changedAt: number;

  constructor(
    private readonly clock: Clock,
    private readonly random: (size: number) => Buffer,
  ) {
    this.secrets = [random(SECRET), random(SECRET)];
    this.changedAt = clock.now();
  }

  make(peer: Peer, hello: HelloStart): Buffer {
    this.change();
    return cookie(this.secrets[0], peer, hello);
  }

  verify(peer: Peer, hello: HelloStart): boolean {
    this.change();
    return hello.cookie.length === COOKIE && this.secrets.some((secret) => timingSafeEqual(cookie(secret, peer, hello), hello.cookie));
  }

  private change(): void {
    const age = this.clock.now() - this.changedAt;
    if (age < SECRET_LIFETIME) return;
    // One that was not used in its own time is too old as well.
    this.secrets = [this.random(SECRET), age < 2 * SECRET_LIFETIME ? this.secrets[0] : this.random(SECRET)];
    this.changedAt = this.clock.now();
  }
}

function cookie(secret: Buffer, { address, port }: Peer, { version, random, sessionId }: HelloStart): Buffer {
  const content = [vector(1, Buffer.from(address)), uint(port, 2), uint(version, 2), random, vector(1, sessionId)];
  return createHmac('sha256', secret).update(Buffer.concat(content)).digest().subarray(0, COOKIE);
}
