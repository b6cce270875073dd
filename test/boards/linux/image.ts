/** Bundles the fixture as an image is bundled, to ES5 in one file, and runs it with a peer to talk to. */
import { spawn, type ChildProcessWithoutNullStreams } from 'child_process';
import { createSocket, type Socket } from 'dgram';
import { once } from 'events';
import { mkdtempSync, rmSync } from 'fs';
import { builtinModules } from 'module';
import { tmpdir } from 'os';
import { join } from 'path';
import { createInterface } from 'readline';
import { rollup } from 'rollup';
import ts from 'typescript';

/** Names that the build resolves. */
const bare: Readonly<Record<string, string>> = { config: 'src/config.ts', runtime: 'src/runtime/js.ts', primitives: 'src/crypto/primitives.ts' };

/** Writes the image into a new directory, which is the caller's to remove. */
export async function bundleFixture(): Promise<{ directory: string; file: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'mote-linux-'));
  const file = join(directory, 'image.js');
  const bundle = await rollup({
    input: join(__dirname, 'fixture.ts'),
    external: [...builtinModules],
    plugins: [
      {
        name: 'typescript',
        resolveId: (name, importer) =>
          name in bare ? join(__dirname, '../../..', bare[name]) : name.startsWith('.') && importer !== undefined ? join(importer, '..', `${name}.ts`) : null,
        transform: (code) =>
          ts.transpileModule(code, {
            compilerOptions: { target: ts.ScriptTarget.ES5, module: ts.ModuleKind.ESNext, ignoreDeprecations: '6.0' },
          }).outputText,
      },
    ],
  });
  await bundle.write({ file, format: 'cjs', strict: true });
  await bundle.close();
  return { directory, file };
}

/** Lines or datagrams as they come, and a promise of one to come. */
class Inbox {
  readonly all: string[] = [];
  private wake: () => void = () => {};

  add(text: string): void {
    this.all.push(text);
    this.wake();
  }

  /** Waits until `text` has come `times` times in all. */
  async waitFor(text: string, times = 1): Promise<void> {
    while (this.all.filter((one) => one === text).length < times) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Waits for something that begins with `start` and comes after what has come so far. */
  async next(start: string, from = this.all.length): Promise<string> {
    for (;;) {
      const found = this.all.slice(from).find((one) => one.startsWith(start));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

/** A running image and the peer that commands it. */
export interface RunningImage {
  readonly process: ChildProcessWithoutNullStreams;
  readonly printed: Inbox;
  readonly peer: Socket;
  readonly said: Inbox;
  /** Sends a command to the port the image's latest datagram came from. */
  command(text: string): void;
  /** Sends a command and waits for the answer that begins with `start`. */
  ask(text: string, start: string): Promise<string>;
  /** Stops image and peer. */
  stop(): Promise<void>;
}

export async function runImage(file: string, directory: string, environment: NodeJS.ProcessEnv = {}): Promise<RunningImage> {
  const peer = createSocket('udp4');
  peer.bind(0, '127.0.0.1');
  await once(peer, 'listening');
  const said = new Inbox();
  let imagePort = 0;
  peer.on('message', (bytes, { port }) => {
    imagePort = port;
    said.add(bytes.toString());
  });

  const image = spawn(process.execPath, [file, '--server', `coap://127.0.0.1:${peer.address().port}`], {
    env: { PATH: process.env.PATH, MOTE_ENDPOINT: 'fixture', MOTE_STORAGE: join(directory, 'storage'), ...environment },
  });
  const printed = new Inbox();
  createInterface(image.stdout).on('line', (line) => printed.add(line));
  createInterface(image.stderr).on('line', (line) => printed.add(line));
  const command = (text: string): void => peer.send(text, imagePort, '127.0.0.1');
  await said.waitFor('hello from fixture');

  return {
    process: image,
    printed,
    peer,
    said,
    command,
    ask(text, start) {
      const answer = said.next(start);
      command(text);
      return answer;
    },
    async stop() {
      peer.close();
      if (image.exitCode !== null) return;
      image.kill();
      await once(image, 'exit');
    },
  };
}

export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true });
}
