/** The replay board for Espruino alone: its images are built as those of Espruino's boards. */
export { board } from '../../../boards/replay/board';
