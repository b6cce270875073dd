/**
 * An image that does what its peer tells it: each datagram on link 0 is a command. It prints what happens to it.
 * Bundled by image.ts and run as a process of its own.
 */
import { board } from '../../../boards/linux/board';

const buffer = new Uint8Array(64);

/** Whether it closes its links when the board says that it will be switched off, as a client does once it has left. */
let leaves = true;

/** Past the board, so that an image that should be gone would be heard. */
function print(line: string): void {
  console.log(line);
}

function send(link: number, text: string): void {
  const bytes = Buffer.from(text);
  board.send(link, bytes, bytes.length);
}

function closeLinks(): void {
  board.close(0);
  board.close(1);
}

function rebootAndGoOn(): void {
  board.setTimer(1);
  board.setLed(1, 50);
  board.reboot();
  // Nothing of this may be seen: on hardware the image would be gone.
  board.setTimer(1);
  board.setLed(0, 100);
  board.log('ghost');
  board.open(1, '127.0.0.1', Number(board.settings().server.split(':')[2]), 0);
  board.store(9, Buffer.from('ghost'), 5);
  send(0, 'ghost');
}

function obey(command: string): void {
  const [verb, first, second] = command.split(' ');
  if (verb === 'reboot') rebootAndGoOn();
  if (verb === 'led') board.setLed(Number(first), Number(second));
  if (verb === 'store') send(0, `stored ${board.store(Number(first), Buffer.from(second), second.length)}`);
  if (verb === 'load') send(0, `loaded ${board.load(Number(first), buffer)}`);
  if (verb === 'open') board.open(1, first, Number(second), 0);
  if (verb === 'send') send(Number(first), second);
  if (verb === 'timer') board.setTimer(Number(first));
  if (verb === 'random') send(0, `random ${[1, 2, 3, 4].map(board.random).join(' ')}`);
  if (verb === 'pid') send(0, `pid ${process.pid}`);
  if (verb === 'exit') process.exit(0);
  if (verb === 'throw') throw new Error(first);
  if (verb === 'close') closeLinks();
  if (verb === 'stay') leaves = false;
}

if (process.env.FIXTURE_FAILS !== undefined) throw new Error(process.env.FIXTURE_FAILS);

board.attach({
  buffer,
  received(link, length) {
    const text = Buffer.from(buffer.subarray(0, length)).toString();
    print(`received ${link} ${text}`);
    if (link === 0) obey(text);
  },
  opened(link, error) {
    print(`opened ${link} ${error}`);
    if (link === 0) send(0, `hello from ${board.settings().endpoint}`);
  },
  timer: () => print('timer'),
  stopping() {
    print('stopping');
    send(0, 'stopping');
    if (leaves) closeLinks();
  },
  button(button, pressed) {
    print(`button ${button} ${pressed}`);
  },
});
const { hostname, port } = new URL(board.settings().server);
board.open(0, hostname, Number(port), 0);
