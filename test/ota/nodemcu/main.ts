/** An image of nothing but the way into the other slot: what the test runs in place of the images that the boot stub starts. */
import type { Board, FirmwareSink } from '../../../src/board';

/** The test's own. */
declare function running(sink: FirmwareSink | undefined): void;

export function main(board: Board): void {
  running(board.firmware);
}
