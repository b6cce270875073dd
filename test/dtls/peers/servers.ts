/** Servers of others, and our own, as Mote's client meets them. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DtlsServer } from '../../../tools/server/dtls/dtlsServer';
import { buildLeshan, Leshan, missingPrograms } from '../../interop/leshan';
import { Server } from '../../interop/server';

/** Who the client is, everywhere. */
export const identity = 'light';
/** A text, since libcoap takes no others; in hexadecimal it is `hexKey`. */
export const key = 'sixteen bytes 01';
export const hexKey = Buffer.from(key).toString('hex');

export interface Running {
  stop(): Promise<void>;
}

export interface ServerPeer {
  readonly name: string;
  /** What is missing to run it, with its Debian package; undefined when nothing is. */
  missing(): string | undefined;
  /** It answers a text with itself; otherwise it speaks CoAP. */
  readonly echoes: boolean;
  /** It looks at the identity, and not at the key alone. */
  readonly knowsIdentities: boolean;
  readonly resumes: boolean;
  /** It gives Connection IDs. */
  readonly cid: boolean;
  /** Its datagrams can be made small. */
  readonly hasMtu: boolean;
  /** It answers nobody any more after a first datagram that is no ClientHello. */
  readonly stalls?: boolean;
  /** What a doubled datagram does to it, whoever is the client. */
  readonly doubled?: string;
  /** Starts it on a port of 127.0.0.1. @param mtu Bytes of its longest datagram of a handshake; its own choice unless told. */
  start(port: number, mtu?: number): Promise<Running>;
}

/** What is missing, and what has it. */
export function absent(program: string, debianPackage: string): string | undefined {
  return spawnSync('which', [program]).status === 0 ? undefined : `${program} (on Debian: apt-get install ${debianPackage})`;
}

/** Waits until a process has bound a UDP port. */
async function bound(port: number, child: ChildProcessWithoutNullStreams): Promise<void> {
  const entry = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  const isBound = (): boolean => ['/proc/net/udp', '/proc/net/udp6'].some((file) => readFileSync(file, 'utf8').includes(entry));
  for (const deadline = performance.now() + 10_000; !isBound(); ) {
    if (performance.now() > deadline || child.exitCode !== null) throw new Error(`${child.spawnfile} does not listen on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function run(port: number, program: string, args: readonly string[], echoes = false): Promise<Running> {
  const child = spawn(program, args);
  // What it is sent it writes, and what it is given it sends.
  if (echoes) child.stdout.pipe(child.stdin);
  else child.stdout.resume();
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  await bound(port, child);
  return {
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function openssl(name: string, more: readonly string[]): ServerPeer {
  return {
    name,
    missing: () => absent('openssl', 'openssl'),
    echoes: true,
    // It prints a warning, and lets everybody in who has the key.
    knowsIdentities: false,
    resumes: true,
    cid: false,
    hasMtu: true,
    start(port, mtu) {
      const keys = ['-psk', hexKey, '-psk_identity', identity, '-nocert', '-cipher', 'PSK-AES128-CCM8:@SECLEVEL=0'];
      const size = mtu === undefined ? [] : ['-mtu', String(mtu)];
      return run(port, 'openssl', ['s_server', '-dtls1_2', '-quiet', '-accept', `127.0.0.1:${port}`, ...keys, ...more, ...size], true);
    },
  };
}

const gnutls: ServerPeer = {
  name: 'GnuTLS gnutls-serv',
  missing: () => absent('gnutls-serv', 'gnutls-bin'),
  echoes: true,
  knowsIdentities: true,
  stalls: true,
  // gnutls-serv keeps no sessions over UDP.
  resumes: false,
  cid: false,
  hasMtu: true,
  async start(port, mtu) {
    const folder = mkdtempSync(path.join(tmpdir(), 'mote-dtls-'));
    const file = path.join(folder, 'keys');
    writeFileSync(file, `${identity}:${hexKey}\n`);
    const priority = 'NORMAL:-KX-ALL:+PSK:-VERS-ALL:+VERS-DTLS1.2:-CIPHER-ALL:+AES-128-CCM-8:+MAC-ALL';
    const size = mtu === undefined ? [] : [`--mtu=${mtu}`];
    const remove = (): void => rmSync(folder, { recursive: true, force: true });
    try {
      const { stop } = await run(port, 'gnutls-serv', ['--udp', '--echo', '--quiet', '--port', String(port), '--pskpasswd', file, '--priority', priority, ...size]);
      return { stop: () => stop().finally(remove) };
    } catch (error) {
      remove();
      throw error;
    }
  },
};

function libcoap(backend: 'openssl' | 'gnutls'): ServerPeer {
  const program = `coap-server-${backend}`;
  return {
    name: `libcoap ${program}`,
    missing: () => absent(program, 'libcoap3-bin'),
    echoes: false,
    // It has one key for all.
    knowsIdentities: false,
    resumes: false,
    cid: false,
    hasMtu: false,
    ...(backend === 'gnutls' && { doubled: 'a Finished that comes twice has it answer nobody, coap-client neither' }),
    // DTLS is on the port after the one that is named.
    start: (port) => run(port, program, ['-A', '127.0.0.1', '-p', String(port - 1), '-k', key, '-v', '1']),
  };
}

const own: ServerPeer = {
  name: 'our own server',
  missing: () => undefined,
  echoes: true,
  knowsIdentities: true,
  resumes: true,
  cid: true,
  hasMtu: true,
  async start(port, mtu) {
    const socket = createSocket('udp4').bind(port, '127.0.0.1');
    await once(socket, 'listening');
    const server: DtlsServer = new DtlsServer({
      psk: (claimed) => (claimed === identity ? Buffer.from(key) : undefined),
      send: (bytes, to) => socket.send(bytes, to.port, to.address),
      received: (plaintext, from) => server.send(plaintext, from),
      mtu,
    });
    socket.on('message', (bytes, from) => server.receive(bytes, from));
    return {
      async stop() {
        const closed = once(socket, 'close');
        socket.close();
        await closed;
        server.forget();
      },
    };
  },
};

/** Leshan's process, once it is asked for. */
let leshan: Leshan | undefined;

const californium: ServerPeer = {
  name: 'Leshan (Californium)',
  missing: () => (missingPrograms().length === 0 ? undefined : `${missingPrograms().join(', ')} (on Debian: apt-get install default-jdk-headless maven)`),
  echoes: false,
  knowsIdentities: true,
  resumes: true,
  cid: true,
  hasMtu: false,
  async start(port) {
    if (leshan === undefined) buildLeshan();
    const java = (leshan ??= Leshan.start('server'));
    await Server.start(java, 'first', { port, psk: { endpoint: 'peer', identity, key: hexKey } });
    return { stop: () => java.command('stop', { server: 'first' }) };
  },
};

export function stopLeshan(): void {
  leshan?.stop();
}

export const servers: readonly ServerPeer[] = [
  own,
  openssl('OpenSSL s_server', []),
  openssl('OpenSSL s_server -listen', ['-listen']),
  gnutls,
  libcoap('openssl'),
  libcoap('gnutls'),
  californium,
];
