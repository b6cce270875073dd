import { copyBytes, newUint8s } from 'runtime';
import { Config } from 'config';
import { StorageSlot } from '../board';
import { outputOverflowed, outputPosition, outputTo, putByte } from '../bytes/output';
import { constantTimeEqual } from '../crypto/equal';
import { wipe } from '../crypto/wipe';
import { Secret, secrets, wipeSession } from './associations';
import { addToTranscript, startTranscript, transcriptHash } from './keys';
import { board, outgoing, owner } from './owner';
import { Size } from './protocol';

/**
 * Sessions, which a server may let the client go on with (RFC 5246 F.1.4): one a link, kept over a reboot. A session that
 * is resumed has new keys each time, so that no sequence number need be kept.
 */
const enum Stored {
  version = 1,
  bytes = 1 + Secret.bytes - Secret.suite,
  owner = Secret.sessionId - Secret.owner,
}

const ownerHash = /* @__PURE__ */ newUint8s(Size.hash);

/** Finds the session that the link can offer. One that belongs to another identity or key is forgotten. */
export function recallSession(link: number): void {
  const buffer = outgoing();
  const row = link * Secret.bytes;
  if (Config.dtlsResumption < 1) {
    wipeSession(link);
    return;
  }
  if (secrets[row + Secret.sessionIdSize] === 0 && board().load(StorageSlot.sessions + link, buffer) === Stored.bytes && buffer[0] === Stored.version) {
    copyBytes(buffer, 1, Stored.bytes, secrets, row + Secret.suite);
  }
  outputTo(buffer, 0, Config.messageBytes);
  owner().putIdentity(link);
  putByte(0);
  owner().putKey(link);
  startTranscript();
  addToTranscript(buffer, 0, outputPosition());
  transcriptHash(ownerHash);
  wipe(buffer, 0, Config.messageBytes);
  if (outputOverflowed() || !constantTimeEqual(secrets, row + Secret.owner, ownerHash, 0, Stored.owner) || secrets[row + Secret.sessionIdSize] > Size.sessionId) {
    wipeSession(link);
    copyBytes(ownerHash, 0, Stored.owner, secrets, row + Secret.owner);
  }
}

/** Keeps the session of a link over a reboot. Should storage fail, the next handshake after it is a full one. */
export function keepSession(link: number): void {
  if (Config.dtlsResumption === 1) {
    const buffer = outgoing();
    buffer[0] = Stored.version;
    copyBytes(secrets, link * Secret.bytes + Secret.suite, (link + 1) * Secret.bytes, buffer, 1);
    board().store(StorageSlot.sessions + link, buffer, Stored.bytes);
    wipe(buffer, 0, Stored.bytes);
  }
}

/** Forgets the session of a link: it cannot be resumed (RFC 5246 7.2.2). */
export function forgetSession(link: number): void {
  const buffer = outgoing();
  wipeSession(link);
  if (Config.dtlsResumption === 1 && board().load(StorageSlot.sessions + link, buffer) > 0) {
    wipe(buffer, 0, Stored.bytes);
    board().store(StorageSlot.sessions + link, buffer, 0);
  }
}
