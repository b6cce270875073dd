/** The replay board with Espruino's own AES and SHA-256. */
export { board } from '../../../boards/replay/board';
