/** The images under test: one for each version of the enabler, for both peers. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildImage } from '../../build/image';
import { root } from '../../build/paths';
import type { Version } from './catalogue';
import config from './app/config.json';

const built = path.join(root, 'dist/conformance');
const main = path.join(__dirname, 'app/main');

/** Writes the application's folder for a version: the same application, configured to register as that version. */
function applicationOf(version: Version): string {
  const folder = path.join(built, `app-${version}`);
  mkdirSync(folder, { recursive: true });
  const settings = { ...config, version: Number(version.replace('.', '')) };
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(settings, null, 2));
  const relative = path.relative(folder, main).split(path.sep).join('/');
  writeFileSync(path.join(folder, 'main.ts'), `export { main } from '${relative}';\n`);
  return folder;
}

/** Builds each image when it is first asked for. */
export class Images {
  private readonly files = new Map<Version, Promise<string>>();

  /**
   * The file of an image.
   * @throws BuildFailure for what cannot be built; each time it is asked for.
   */
  file(version: Version): Promise<string> {
    const known = this.files.get(version);
    const board = path.join(__dirname, 'board');
    const file = known ?? buildImage({ app: applicationOf(version), board, dist: built }).then((image) => image.file);
    this.files.set(version, file);
    return file;
  }
}
