/** The board of `../board` for Espruino alone: its image is built as those of Espruino's boards. */
export { board } from '../board/board';
