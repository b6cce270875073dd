/** Records as the replay board's console asks for them: `s` seals one of 100 bytes, `o` opens the one sealed last. */
import { asciiAt, newUint8s } from 'runtime';
import type { Board } from '../../../src/board';
import { openRecord, putRecord } from '../../../src/dtls/record';
import { ContentType } from '../../../src/dtls/protocol';

const enum Size {
  content = 100,
  buffer = 256,
}

const enum Ascii {
  o = 111,
  s = 115,
}

const buffer = newUint8s(Size.buffer);
let end = 0;

/** Both directions have the same key: that of no handshake. */
function line(text: string): void {
  const what = asciiAt(text, 0);
  if (what === Ascii.s) {
    end = putRecord(0, ContentType.applicationData, -1, buffer, 0, Size.content);
  } else if (what === Ascii.o && !openRecord(0, buffer, 0, end, true)) {
    throw new Error('the record does not open');
  }
}

function nothing(): void {
  return;
}

export function main(board: Board): void {
  board.attach({ buffer: buffer, received: nothing, opened: nothing, timer: nothing, stopping: nothing, button: nothing, line: line });
}
