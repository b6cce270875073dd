/** Where firmware goes that is of no use: every package is sound, and none ever runs. */
import { type FirmwareSink, UpdateResult } from '../../../src/board';

function accept(): number {
  return 0;
}

function refuse(): number {
  return UpdateResult.updateFailed;
}

export const discardedFirmware: FirmwareSink = {
  begin: accept,
  write: accept,
  finish: accept,
  apply: refuse,
  outcome: refuse,
  confirm(): void {},
};
