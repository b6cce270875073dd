/** What the scenarios run: the image of an application on the linux board, or Leshan's client in its place. */
import path from 'node:path';
import { buildImage } from '../../build/image';
import { commandOf } from './leshan';
import type { Application } from './scenario';

const folders: Readonly<Record<Application, string>> = {
  'smart-light': 'smart-light',
  app: path.join(__dirname, 'app'),
  json: path.join(__dirname, 'json'),
};

/** Builds each image when it is first asked for. */
export class Images {
  private readonly files = new Map<Application, Promise<string>>();

  /**
   * The command line that runs an application.
   * @throws BuildFailure for what cannot be built; each time it is asked for.
   */
  async commandOf(application: Application): Promise<string[]> {
    const known = this.files.get(application);
    const file = known ?? buildImage({ app: folders[application], board: 'linux' }).then((image) => image.file);
    this.files.set(application, file);
    return [process.execPath, await file];
  }
}

/** Leshan's client, whatever application is asked for. */
export function leshanClient(): string[] {
  return commandOf('client');
}
