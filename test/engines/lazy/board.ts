/** The replay board as an image of Espruino has it: tokenised, without a function around it, and most functions left as text. */
export { board } from '../../../boards/replay/board';
