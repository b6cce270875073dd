/** A stand-in for Espruino's prompt and its Storage, on a line that loses bytes. */
import { duplexPair, type Duplex } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { crc32 } from 'node:zlib';
import { createRandom } from '../../../boards/sim/random';
import { Flash } from '../../boards/espruino/flash';

export interface ScriptedOptions {
  /** Part of the bytes that is lost, either way, 0 to 1. */
  readonly loss?: number;
  /** How many answers are lost that tell of a piece of a file, the first one aside. */
  readonly lostAnswers?: number;
  /** Pages of Storage. */
  readonly pages?: number;
  /** Changes a byte of what is read back. */
  readonly isWorn?: boolean;
  /** Whether a program keeps the prompt busy until Ctrl-C. */
  readonly isBusy?: boolean;
}

export interface ScriptedEspruino {
  /** The other end of the line. */
  readonly line: Duplex;
  readonly flash: Flash;
  /** Statements that changed more than Storage. */
  readonly done: string[];
  /** How often each name was erased. */
  readonly erased: string[];
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export function scriptEspruino({ loss = 0, lostAnswers = 0, pages = 32, isWorn = false, isBusy = false }: ScriptedOptions = {}): ScriptedEspruino {
  const [line, end] = duplexPair();
  const random = createRandom(7);
  const flash = new Flash(pages);
  const done: string[] = [];
  const erased: string[] = [];
  let busy = isBusy;
  let toLose = lostAnswers;
  let isMute = false;
  let typed = '';

  const put = (text: string): void => void end.write(latin1([...text].filter(() => random() >= loss).join('')));
  const storage = {
    list: () => flash.list(),
    read: (name: string, at?: number, count?: number) => flash.read(name, at, count),
    erase: (name: string) => (erased.push(name), flash.erase(name)),
    compact: () => flash.compact(),
    getFree: () => flash.getFree(),
    write(name: string, text: string, at: number, total: number) {
      const isWritten = flash.write(name, text, at, total);
      isMute = at > 0 && toLose-- > 0;
      return isWritten;
    },
  };
  const world = {
    require: (name: string) => (name === 'Flash' ? flash.module : storage),
    E: { CRC32: (text: string) => crc32(latin1(text)) ^ (isWorn && text.length > 600 ? 1 : 0) },
    process: { version: '2v29', env: { BOARD: 'SCRIPTED' }, memory: () => ({ flash_code_start: flash.start }) },
    atob: (text: string) => Buffer.from(text, 'base64').toString('latin1'),
    btoa: (text: string) => latin1(text).toString('base64'),
    print: (text: unknown) => {
      if (!isMute) put(`${String(text)}\r\n`);
      isMute = false;
    },
    reset: () => void done.push('reset'),
    load: () => void done.push('load'),
  };

  function enter(text: string): void {
    // Without DLE the line is echoed.
    if (!text.startsWith('\x10')) put(`${text}\r\n`);
    try {
      runInNewContext(text.replaceAll('\x10', ''), world);
    } catch (error) {
      put(`Uncaught ${String(error)}\r\n`);
    }
    put('>');
  }

  end.on('data', (chunk: Buffer) => {
    for (const character of chunk.toString('latin1')) {
      if (random() < loss) continue;
      if (character === '\x03') {
        busy = false;
        typed = '';
      } else if (character === '\n') {
        const text = typed;
        typed = '';
        if (!busy) enter(text);
      } else {
        typed = (typed + character).replace(/^[^]*\x1b\[2H/, '');
      }
    }
  });
  return { line, flash, done, erased };
}
