/** Runs cases, each with a client just switched on and peers that know nobody. */
import { buildLeshan, Leshan, missingPrograms } from '../interop/leshan';
import { type Outcome, runScenario } from '../interop/scenario';
import { Server } from '../interop/server';
import type { Ports } from '../interop/session';
import type { Case, LeshanCase, NetworkCase } from './case';
import { nameOf, type Version } from './catalogue';
import { Images } from './images';
import { Client } from './network';

const defaultSeconds = 15;

export class Peers {
  private readonly images = new Images();
  private leshan: Leshan | undefined;
  private bootstrapServers: Leshan | undefined;
  private ports: Ports | undefined;

  async run(chosen: Case, version: Version): Promise<Outcome> {
    try {
      const file = await this.images.file(version);
      return chosen.peer === 'Leshan' ? await this.onLeshan(chosen, version, file) : this.onNetwork(chosen, version, file);
    } catch (error) {
      return { reason: (error as Error).message, seconds: 0, log: [] };
    }
  }

  stop(): void {
    this.leshan?.stop();
    this.bootstrapServers?.stop();
  }

  private async onLeshan({ id, configuration, options, run }: LeshanCase, version: Version, file: string): Promise<Outcome> {
    const { leshan, ports } = await this.start();
    const scenario = {
      name: nameOf(id, version),
      seconds: options.seconds ?? defaultSeconds,
      server: options.server,
      run: (session: Parameters<LeshanCase['run']>[0]) => run(session, version),
    };
    return runScenario(scenario, {
      leshan,
      bootstrap: () => (this.bootstrapServers ??= Leshan.start('bootstrap')),
      command: ['env', `MOTE_CONFIGURATION=${configuration}`, process.execPath, file],
      endpoint: scenario.name,
      ports,
      onLine: () => undefined,
    });
  }

  private onNetwork({ configuration, options, run }: NetworkCase, version: Version, file: string): Outcome {
    const started = performance.now();
    const client = new Client(file, { configuration, ...options });
    let reason: string | undefined;
    try {
      run(client, version);
    } catch (error) {
      reason = (error as Error).message;
    }
    const datagrams = client.simulation.datagrams.map(({ direction, sentAt, bytes }) => `${sentAt} ms ${direction} ${Buffer.from(bytes).toString('hex')}`);
    return { reason, seconds: (performance.now() - started) / 1000, log: [...client.simulation.log, ...datagrams] };
  }

  /** Leshan's process and free ports for its servers, which all cases use one after the other. */
  private async start(): Promise<{ leshan: Leshan; ports: Ports }> {
    if (this.leshan !== undefined && this.ports !== undefined) return { leshan: this.leshan, ports: this.ports };
    const missing = missingPrograms();
    if (missing.length > 0) throw new Error(`Leshan needs ${missing.join(', ')} (on Debian: apt-get install default-jdk-headless maven)`);
    buildLeshan();
    const leshan = Leshan.start('server');
    const names = ['first', 'second', 'bootstrap'];
    const started: number[] = [];
    for (const name of names) started.push((await Server.start(leshan, name, { port: 0 })).port);
    for (const name of names) await leshan.command('stop', { server: name });
    const [first, second, bootstrap] = started;
    this.leshan = leshan;
    this.ports = { first, second, bootstrap };
    return { leshan, ports: this.ports };
  }
}
