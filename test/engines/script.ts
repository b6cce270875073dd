/** The files that engines run: what an image of the replay board needs, the image, and what happens to it. */
import type { Language } from '../../build/board';
import type { Happening } from './session';

/** The lines between which a script prints what its image does. */
export const firstLine = 'the script begins';
export const lastLine = 'the script is over';

/** The seed of the device's randomness, in its storage slot (StorageSlot.seed). */
export const seed = { slot: 2, hex: '5e'.repeat(32) };

/** Defines what the image needs, over the engine's own function for printing a line; see boards/replay/README.md. */
function prelude(language: Language, print: string): string {
  if (language === 'js') {
    return [
      `var feed,repeat,typeLine,slots={s${seed.slot}:"${seed.hex}"};`,
      `function replayPrint(line){${print}(line)}`,
      'function replayReady(f,r,t){feed=f;repeat=r;typeLine=t}',
      'function replayStore(slot,hex){slots["s"+slot]=hex}',
      'function replayLoad(slot){return slots["s"+slot]||""}',
    ].join('\n');
  }
  return [
    language === 'lua51' ? 'bit=require("bit")' : '',
    `slots={[${seed.slot}]="${seed.hex}"}`,
    `function replayPrint(line)${print}(line)end`,
    'function replayReady(f,r,t)feed=f repeatRequest=r typeLine=t end',
    'function replayStore(slot,hex)slots[slot]=hex end',
    'function replayLoad(slot)return slots[slot]or""end',
  ].join('\n');
}

const bootCall = 'boot();\n';

/** The calls that make everything happen again. They read the same in JavaScript and Lua. */
export function calls(happenings: readonly Happening[]): string {
  return happenings.map(callOf).join('');
}

function callOf({ at, datagram, link, line, boots }: Happening): string {
  if (boots) return bootCall;
  if (line !== undefined) return `typeLine(${at},${JSON.stringify(line)});\n`;
  return link === 0 ? `feed(${at},"${datagram}");\n` : `feed(${at},"${datagram}",${link});\n`;
}

/** Hands the image a request many times. */
export function repeatCall(language: Language, count: number, request: string): string {
  return `${language === 'js' ? 'repeat' : 'repeatRequest'}(${count},"${request}");\n`;
}

function scriptAround(language: Language, print: string, image: string, body: string): string {
  return `${prelude(language, print)}\n${image}\nreplayPrint("${firstLine}");\n${body}replayPrint("${lastLine}");\n`;
}

/** A whole script. The image is a function, to be called at each boot. `body` is in the language of the image. */
export function script(language: Language, print: string, image: string, body: string): string {
  return scriptAround(language, print, language === 'js' ? `function boot(){${image}\n}` : `function boot()\n${image}\nend`, body);
}

/** The same for an image of Espruino, which lies in flash as tokens and is evaluated there, at the top of the script, at each boot. */
export function tokenisedScript(print: string, image: Buffer, body: string): string {
  const text = Array.from(image, (byte) => (byte === 34 || byte === 92 || byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte)));
  return scriptAround('js', print, `require("Storage").write("image","${text.join('')}");`, body.replaceAll(bootCall, 'eval(require("Storage").read("image"));\n'));
}
