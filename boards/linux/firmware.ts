/**
 * Firmware packages as files beside the storage slots: `firmware-arriving`, `firmware-complete` once it is all there, and
 * `firmware` once it is applied. The update is a rehearsal: what runs is the image as before, started anew.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'fs';
import { join } from 'path';
import { type FirmwareSink, UpdateResult } from '../../src/board';
import { storageDirectory } from './storage';

let descriptor: number | undefined;

function fileOf(name: string): string {
  return join(storageDirectory(), name);
}

/** Does it with the files. @returns 0, or `failure` when the file system refuses. */
function attempt(action: () => void, failure: UpdateResult): number {
  try {
    action();
    return UpdateResult.initial;
  } catch (error) {
    console.error('firmware: ' + (error as Error).message);
    return failure;
  }
}

function close(): void {
  if (descriptor !== undefined) closeSync(descriptor);
  descriptor = undefined;
}

export const firmware: FirmwareSink = {
  begin() {
    return attempt(function () {
      close();
      mkdirSync(storageDirectory(), { recursive: true, mode: 0o700 });
      rmSync(fileOf('firmware-complete'), { force: true });
      descriptor = openSync(fileOf('firmware-arriving'), 'w', 0o600);
    }, UpdateResult.noStorage);
  },
  write(bytes, start, end) {
    return attempt(function () {
      for (let at = start; at < end && descriptor !== undefined; ) at += writeSync(descriptor, bytes, at, end - at);
    }, UpdateResult.noStorage);
  },
  finish() {
    return attempt(function () {
      if (descriptor !== undefined) fsyncSync(descriptor);
      close();
      renameSync(fileOf('firmware-arriving'), fileOf('firmware-complete'));
    }, UpdateResult.noStorage);
  },
  apply() {
    return attempt(function () {
      renameSync(fileOf('firmware-complete'), fileOf('firmware'));
    }, UpdateResult.updateFailed);
  },
  outcome() {
    return existsSync(fileOf('firmware')) && !existsSync(fileOf('firmware-complete')) ? UpdateResult.initial : UpdateResult.updateFailed;
  },
  confirm() {
    return;
  },
};
