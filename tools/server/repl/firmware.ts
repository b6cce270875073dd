/** Verbs of firmware update: push, serve. */
import { readFile } from 'node:fs/promises';
import { startFileServer, type FileServer } from '../fileServer';
import { Format } from '../formats';
import { parsePath, UsageError } from '../path';
import { portProblem } from '../ports';
import { blockOption, FORMAT_OPTIONS, formatOption, pathWord } from './options';
import type { Verb } from './session';

/** Parts of a push that are told. */
const PROGRESS_STEPS = 10;

export const push: Verb = {
  name: 'push',
  usage: 'push PATH FILE [--block BYTES] [--format FORMAT]',
  summary: 'write a file to an opaque resource in blocks, as to Firmware Update /5/0/0',
  details: [
    'push /5/0/0 light.bin --block 256',
    'Blocks are of 1024 bytes unless told, and of fewer when the client asks for it. Then: execute /5/0/2',
  ],
  options: ['block', ...FORMAT_OPTIONS],
  async run(session, command) {
    const path = pathWord(command, push);
    const [, file] = command.words;
    if (file === undefined) throw new UsageError(`Say which file: ${push.usage}`);
    const bytes = await readBytes(file);
    let told = 0;
    const progress = (sent: number, total: number): void => {
      const step = Math.floor((PROGRESS_STEPS * sent) / total);
      if (step > told && sent < total) session.print(`  ${sent} of ${total} bytes`);
      told = step;
    };
    const blockSize = blockOption(command);
    const answer = await session.server.write(session.endpoint(), path, bytes, {
      format: formatOption(command, 'format') ?? Format.Opaque,
      progress,
      ...(blockSize !== undefined && { blockSize }),
    });
    session.report(answer, 'write', parsePath(path));
    session.print(`  ${bytes.length} bytes written`);
  },
};

export const serve: Verb = {
  name: 'serve',
  usage: 'serve FILE [PORT] | serve FILE --stop',
  summary: 'offer a file at a coap:// address, for clients that pull their firmware',
  details: ['serve light.bin            then: write /5/0/1 with the address it prints', 'serve light.bin 5700', 'serve light.bin --stop'],
  options: ['stop'],
  async run(session, { words: [file, port = '0'], options }) {
    if (file === undefined) throw new UsageError(`Say which file: ${serve.usage}`);
    const { fileServers } = session;
    await fileServers.get(file)?.close();
    fileServers.delete(file);
    if (options.includes('stop')) {
      session.print(`${file} is served no more.`);
      return;
    }
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new UsageError(`"${port}" is not a port: write a number up to 65535.`);
    await readBytes(file);
    const server = await listen(file, Number(port), new URL(session.server.url()).hostname);
    fileServers.set(file, server);
    server.on('started', (peer) => session.print(`${peer.address}:${peer.port} pulls ${file}`));
    server.on('trouble', session.print);
    session.print(`${file}, ${server.bytes.length} bytes, is at ${server.url()}`);
    session.print(`  write /5/0/1 ${server.url()}     has a client pull it`);
  },
};

async function listen(file: string, port: number, host: string): Promise<FileServer> {
  try {
    return await startFileServer({ file, port, host });
  } catch (error) {
    const problem = portProblem(error);
    if (problem === undefined) throw error;
    throw new UsageError(`UDP port ${port} ${problem}. Leave it out, and a free one is taken.`);
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
