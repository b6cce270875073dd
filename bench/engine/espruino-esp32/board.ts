/** That board for Espruino: the image is as `boards/espruino-esp32` ships it, with its settings and its cryptography. */
export { board } from '../board/board';
