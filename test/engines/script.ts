/** The files that engines run: what an image of the replay board needs, the image, and what happens to it. */
import type { Language } from '../../build/board';
import type { Happening } from './session';

/** The line with which every script ends. */
export const lastLine = 'the script is over';

/** Defines what the image needs, over the engine's own function for printing a line; see boards/replay/README.md. */
export function prelude(language: Language, print: string): string {
  if (language === 'js') {
    return `var feed,repeat;function replayPrint(line){${print}(line)}function replayReady(f,r){feed=f;repeat=r}\n`;
  }
  const bit = language === 'lua51' ? 'bit=require("bit")\n' : '';
  return `${bit}function replayPrint(line)${print}(line)end\nfunction replayReady(f,r)feed=f repeatRequest=r end\n`;
}

/** The calls that make everything happen again. They read the same in JavaScript and Lua. */
export function calls(happenings: readonly Happening[]): string {
  return happenings.map(({ at, datagram }) => `feed(${at},"${datagram}");\n`).join('');
}

/** Hands the image a request many times. */
export function repeatCall(language: Language, count: number, request: string): string {
  return `${language === 'js' ? 'repeat' : 'repeatRequest'}(${count},"${request}");\n`;
}

/** A whole script. `body` is in the language of the image. */
export function script(language: Language, print: string, image: string, body: string): string {
  return `${prelude(language, print)}${image}\n${language === 'js' ? ';' : ''}${body}replayPrint("${lastLine}");\n`;
}
