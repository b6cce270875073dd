/** Sessions that can be resumed by their ids (RFC 5246 F.1.4), as many as there is room for, the oldest go first. */
import type { Clock } from '../clock';
import type { CipherSuite } from './suites';

export interface Session {
  readonly id: Buffer;
  readonly master: Buffer;
  readonly suite: CipherSuite;
  readonly extendedMasterSecret: boolean;
  readonly identity: string;
  /** The key it was made with: with another one it is worth nothing. */
  readonly psk: Buffer;
}

const MOST = 1000;
/** Milliseconds; RFC 5246 F.1.4 allows 24 hours. */
const LIFETIME = 24 * 3_600_000;

export class Sessions {
  private readonly byId = new Map<string, { session: Session; until: number }>();

  constructor(private readonly clock: Clock) {}

  keep(session: Session): void {
    this.byId.set(session.id.toString('hex'), { session, until: this.clock.now() + LIFETIME });
    for (const id of this.byId.keys()) {
      if (this.byId.size <= MOST) break;
      this.byId.delete(id);
    }
  }

  find(id: Buffer): Session | undefined {
    const kept = this.byId.get(id.toString('hex'));
    return kept !== undefined && this.clock.now() < kept.until ? kept.session : undefined;
  }

  forget(id: Buffer): void {
    this.byId.delete(id.toString('hex'));
  }
}
