/** Mote's client as the harness drives it: moteClient.ts in a process. */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { root } from '../../../build/paths';
import type { Command, Report } from './protocol';

export class MoteProcess {
  private readonly reports: Report[] = [];
  private wake: () => void = () => undefined;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (report) => {
      this.reports.push(report as Report);
      this.wake();
    });
  }

  /** @param port On 127.0.0.1, which it sends to. */
  static async start(port: number): Promise<MoteProcess> {
    const started = new MoteProcess(fork(path.join(root, 'build/run.js'), [path.join(__dirname, 'moteClient.ts'), String(port)], { cwd: root }));
    await started.next(60);
    return started;
  }

  /** Begins an association. @returns What came of it. @param seconds How long it may take. */
  connect(credentials: Omit<Extract<Command, { do: 'connect' }>, 'do'>, seconds = 10): Promise<Report> {
    return this.ask({ do: 'connect', ...credentials }, seconds);
  }

  /** Sends records, and waits for an answer to each. @throws Error when they do not come. */
  async exchange(count: number, echo: boolean, seconds = 30): Promise<void> {
    const { event } = await this.ask({ do: 'exchange', count, echo }, seconds);
    if (event !== 'exchanged') throw new Error(`${event} amid ${count} records`);
  }

  /** Ends the association, if there is one. */
  async end(): Promise<void> {
    await this.ask({ do: 'end' }, 5);
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  private ask(command: Command, seconds: number): Promise<Report> {
    this.reports.length = 0;
    this.child.send(command);
    return this.next(seconds);
  }

  private async next(seconds: number): Promise<Report> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.wake();
    }, 1000 * seconds);
    try {
      for (;;) {
        const report = this.reports.shift();
        if (report !== undefined) return report;
        if (isLate) return { event: 'late' };
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
