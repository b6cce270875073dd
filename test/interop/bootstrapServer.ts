/** The bootstrap server of a session. */
import type { Inbox } from './inbox';
import type { Leshan } from './leshan';
import type { BootstrapAnswer, BootstrapEnd, BootstrapTask, EventName, EventNamed } from './protocol';
import { type Psk, uriOf } from './server';

const name = 'bootstrap';

/** A bootstrap session that has ended. */
export interface BootstrapReport {
  /** What the client said to each task, in their order, and to Finish. */
  readonly answers: readonly BootstrapAnswer[];
  /** See BootstrapEnd. */
  readonly failure?: string;
}

export class BootstrapServer {
  private constructor(
    private readonly leshan: Leshan,
    private readonly inbox: Inbox,
    readonly port: number,
    readonly psk: Psk | undefined,
  ) {}

  /** Starts a bootstrap server, which refuses everybody until it has tasks. */
  static async start(leshan: Leshan, inbox: Inbox, port: number, psk?: Psk): Promise<BootstrapServer> {
    const started = await leshan.command<{ port: number }>('start', { server: name, port, psk });
    return new BootstrapServer(leshan, inbox, started.port, psk);
  }

  stop(): Promise<void> {
    return this.leshan.command('stop', { server: name });
  }

  get uri(): string {
    return uriOf(this.port, this.psk);
  }

  /** Says what the next clients are to be told, before Finish. */
  async setTasks(tasks: readonly BootstrapTask[]): Promise<void> {
    await this.leshan.command('tasks', { server: name, tasks });
  }

  /** See Server.next. */
  next<Name extends EventName>(event: Name, matches: (event: EventNamed<Name>) => boolean = () => true): Promise<EventNamed<Name>> {
    return this.inbox.next(name, event, matches);
  }

  /** See Server.seen. */
  seen<Name extends EventName>(event: Name): EventNamed<Name>[] {
    return this.inbox.seen(name, event);
  }

  /** The next session, when it has ended. To be called before what causes it. */
  async session(): Promise<BootstrapReport> {
    const before = this.seen('bootstrapAnswer').length;
    const { failure }: BootstrapEnd = await this.next('bootstrapEnd');
    return { answers: this.seen('bootstrapAnswer').slice(before), failure };
  }
}
