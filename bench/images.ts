/** Builds the images that are measured, so that they are always those of the sources as they stand. */
import path from 'node:path';
import { buildImage, type ImageRequest } from '../build/image';
import { BuildFailure } from '../build/failure';

/** What is measured: paths of image files. */
export interface Images {
  /** smart-light for the linux board: Mote in the comparison. */
  linux: string;
  /** smart-light for the board in `engine/board/`, which needs no sockets. */
  smartLight: string;
  /** The application in `engine/instances/` for that board. */
  instances: string;
}

/** The images, or why there are none: the bench goes on without them. */
export type BuiltImages =
  | { ok: true; images: Images }
  | {
      ok: false;
      reason: string;
      /** What the build said. */
      detail: string;
    };

const folder = path.join(__dirname, 'engine');
const alone = { board: path.join(folder, 'board'), dist: 'dist/bench' };

async function build(request: ImageRequest): Promise<string> {
  return (await buildImage(request)).file;
}

/** Builds smart-light for the board in `engine/board/` only. @returns Its path. @throws BuildFailure */
export function buildAlone(): Promise<string> {
  return build({ app: 'smart-light', ...alone });
}

/** Builds smart-light as it ships for espruino-esp32, but for the board: tokenised. @returns Its path. @throws BuildFailure */
export function buildForEspruino(): Promise<string> {
  return build({ ...alone, app: 'smart-light', board: path.join(folder, 'espruino-esp32') });
}

/** Builds all images: smart-light-linux where `npm run build` puts it, the others into dist/bench/. */
export async function buildImages(): Promise<BuiltImages> {
  try {
    const images = {
      linux: await build({ app: 'smart-light', board: 'linux' }),
      smartLight: await buildAlone(),
      instances: await build({ app: path.join(folder, 'instances'), ...alone }),
    };
    return { ok: true, images };
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    return { ok: false, reason: 'the images could not be built', detail: error.message };
  }
}
