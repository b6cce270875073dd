/** What goes over the wire, as Wireshark's dissectors see it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as passed } from 'node:timers/promises';
import { root, shown } from '../../build/paths';

const file = path.join(root, 'dist/interop/session.pcapng');
/** Wireshark's severity "Warning"; above it there is "Error" alone, which malformed packets have. */
const warning = 0x600000;

const lastDatagram = 'the last datagram of the capture';
/** UDP port 9: nobody listens. */
const discardPort = 9;
/** How long the last datagram may take into the file, and between two looks at it, in milliseconds. */
const patience = { all: 5000, each: 50 };

export interface Judgement {
  /** Frames that are not as they should be, with Wireshark's reasons. */
  readonly faults: readonly string[];
  /** Datagrams that the client sent, and those of them with a TLV payload. */
  readonly datagrams: number;
  readonly tlv: number;
  /** Datagrams under DTLS, which nobody can read here. */
  readonly sealed: number;
}

/** Captures what is sent to and from the servers' UDP ports on loopback. */
export class Capture {
  private constructor(
    private readonly process: ChildProcess,
    private readonly ports: readonly number[],
  ) {}

  /** @returns the capture once it has begun; or why there can be none. */
  static async start(ports: readonly number[]): Promise<Capture | string> {
    if (spawnSync('tshark', ['--version']).status !== 0) return 'no tshark';
    mkdirSync(path.dirname(file), { recursive: true });
    const dumpcap = spawn('dumpcap', ['-q', '-i', 'lo', '-f', ports.map((port) => `udp port ${port}`).join(' or '), '-w', file]);
    const said: string[] = [];
    return new Promise((resolve) => {
      createInterface(dumpcap.stderr).on('line', (line) => {
        said.push(line);
        if (line.startsWith('File: ')) resolve(new Capture(dumpcap, ports));
      });
      dumpcap.once('error', (error) => resolve(`dumpcap: ${error.message}`));
      dumpcap.once('exit', () => resolve(`dumpcap may not capture: ${said.join(' ')}`));
    });
  }

  /** Ends the capture, unseen. */
  discard(): void {
    this.process.kill('SIGINT');
  }

  /** Ends the capture and has it dissected. */
  async stop(): Promise<Judgement> {
    await this.catchUp();
    this.process.kill('SIGINT');
    await once(this.process, 'exit');
    // RFC 7983 7: a datagram of DTLS begins with 20 to 63, one of CoAP with 64 at least. What is in the former nobody can read here.
    const sent = `udp.dstport in {${this.ports.join(', ')}}`;
    const fromClient = `${sent} && udp.payload[0:1] >= 40`;
    const faults = this.dissect(`${fromClient} && (!coap || _ws.malformed || _ws.expert.severity >= ${warning})`);
    return {
      faults,
      datagrams: this.dissect(fromClient).length,
      sealed: this.dissect(`${sent} && udp.payload[0:1] < 40`).length,
      tlv: this.dissect(`${fromClient} && lwm2mtlv`).length,
    };
  }

  /** Sends a datagram from a port that is a server's no more, and waits until it is in the file: what came before it is, too. */
  private async catchUp(): Promise<void> {
    const socket = createSocket('udp4').bind(this.ports[0], '127.0.0.1');
    await once(socket, 'listening');
    socket.send(lastDatagram, discardPort, '127.0.0.1', () => socket.close());
    const deadline = performance.now() + patience.all;
    while (!readFileSync(file).includes(lastDatagram)) {
      if (performance.now() > deadline) throw new Error(`dumpcap does not write to ${shown(file)}`);
      await passed(patience.each);
    }
  }

  /** The frames that match, one line each. */
  private dissect(filter: string): string[] {
    const fields = ['frame.number', 'frame.protocols', '_ws.expert.message', 'udp.payload'].flatMap((field) => ['-e', field]);
    const decode = this.ports.flatMap((port) => ['-d', `udp.port==${port},coap`]);
    const tshark = spawnSync('tshark', ['-r', file, ...decode, '-Y', filter, '-T', 'fields', ...fields], { encoding: 'utf8' });
    if (tshark.status !== 0) throw new Error(`tshark cannot read ${shown(file)}: ${tshark.stderr}`);
    return tshark.stdout.split('\n').filter((line) => line !== '');
  }
}
