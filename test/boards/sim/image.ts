import type { Board, BoardEvents } from '../../../src/board';

/** An image that does nothing but write down what happens to it. */
export interface Recorder extends BoardEvents {
  readonly happened: string[];
}

/** @param act What the image does in answer to an event, if anything. */
export function attachRecorder(board: Board, act: (event: string) => void = () => {}, size = 64): Recorder {
  const happened: string[] = [];
  const buffer = new Uint8Array(size);

  function note(event: string): void {
    happened.push(event);
    act(event);
  }

  const recorder: Recorder = {
    happened,
    buffer,
    received: (link, length) => note(`received ${link} ${length} ${Buffer.from(buffer.subarray(0, length)).toString('hex')}`),
    opened: (link, error) => note(`opened ${link} ${error}`),
    timer: () => note('timer'),
    stopping: () => note('stopping'),
    button: (button, pressed) => note(`button ${button} ${pressed}`),
  };
  board.attach(recorder);
  return recorder;
}
