/**
 * State and Update Result of object 5 (LwM2M 1.1 Core E.6): what servers and the device do that moves them, and what of
 * them outlives a reboot.
 */
import { newUint8s } from 'runtime';
import { Config } from 'config';
import { type Board, type FirmwareSink, StorageSlot, UpdateResult } from '../../board';
import { Answer } from '../../engine/answer';
import { getBoolean, getNumber, type InstanceOf, setNumber, setOpaque, setString } from '../../engine/application';
import { currentTime } from '../../engine/clock';
import { startDownload, stopDownload } from '../../engine/download';
import { after, cancel, every } from '../../engine/jobs';
import { acceptsRequests } from '../../engine/registration-state';
import { closeStream, type Receiver } from '../../engine/streamed';
import { Target, target } from '../../engine/target';
import { FirmwareUpdate, type firmwareUpdate } from './description';

export type FirmwareInstance = InstanceOf<typeof firmwareUpdate>;

/** Values of State (LwM2M 1.1 Core E.6). */
const enum UpdateState {
  idle = 0,
  downloading = 1,
  downloaded = 2,
  updating = 3,
}

const enum Delay {
  /** Seconds between the answer to Update and the update: the answer has to leave first. */
  apply = 4,
  /** How long a server may take for the next block of a package: EXCHANGE_LIFETIME (RFC 7252 4.8.2). */
  block = 247,
  /** How often to look whether what runs for the first time has registered, and how often in vain before a reboot. */
  confirm = 1,
  trials = 900,
}

/** What has to outlive a reboot: a version, State and Update Result. */
const enum Stored {
  version = 1,
  bytes = 3,
}

const stored = /* @__PURE__ */ newUint8s(Stored.bytes);
let board: Board;
let sink: FirmwareSink;
let instance: FirmwareInstance;
let state: UpdateState = UpdateState.idle;
/** What runs is new, and has not registered yet. */
let isUnconfirmed = false;
/** How often it was asked whether it has registered. */
let trials = 0;
/** Of a push: what came is settled, and the next block is waited for. */
let isSettled = false;

function store(result: UpdateResult): void {
  stored[0] = Stored.version;
  stored[1] = state;
  stored[2] = result;
  board.store(StorageSlot.firmware, stored, Stored.bytes);
}

/** Shows a state and a result, without storing them. */
function show(next: UpdateState, result: UpdateResult): void {
  if (next !== state) {
    setNumber(instance, FirmwareUpdate.lastStateChangeTime, currentTime());
  }
  state = next;
  setNumber(instance, FirmwareUpdate.state, next);
  setNumber(instance, FirmwareUpdate.updateResult, result);
}

function moveTo(next: UpdateState, result: UpdateResult): void {
  if (isUnconfirmed) {
    confirmRunning();
  }
  cancel(blockOver);
  cancel(startUpdate);
  show(next, result);
  store(result);
}

/** A download is over, or was never begun. */
function fail(result: UpdateResult): void {
  moveTo(UpdateState.idle, result);
}

/** Called once the answer to a block has left, for what takes long; and when the next one did not come. */
function blockOver(): void {
  const result = isSettled ? UpdateResult.connectionLost : sink.settle === undefined ? UpdateResult.initial : sink.settle();
  isSettled = true;
  after(Delay.block, blockOver);
  if (result !== UpdateResult.initial) {
    fail(result);
  }
}

/** The code that a server gets whose package is refused before it is complete (RFC 7959 2.9.3, LwM2M 1.1 Core E.6). */
function refusal(result: number): Answer {
  fail(result);
  return result === UpdateResult.noStorage
    ? Answer.requestEntityTooLarge
    : result === UpdateResult.integrityFailure || result === UpdateResult.unsupportedPackage
      ? Answer.badRequest
      : Answer.internalServerError;
}

function beginPush(size: number): number {
  if (state !== UpdateState.idle) {
    return Answer.methodNotAllowed;
  }
  moveTo(UpdateState.downloading, UpdateResult.initial);
  isSettled = true;
  after(Delay.block, blockOver);
  const result = sink.begin(size);
  return result === 0 ? 0 : refusal(result);
}

function writePush(bytes: Uint8Array, start: number, end: number): number {
  if (state !== UpdateState.downloading) {
    return Answer.requestEntityIncomplete; // cancelled, or given up
  }
  isSettled = false;
  after(0, blockOver);
  const result = sink.write(bytes, start, end);
  return result === 0 ? 0 : refusal(result);
}

function showPackage(): void {
  setString(instance, FirmwareUpdate.pkgName, sink.packageName === undefined ? '' : sink.packageName());
  setString(instance, FirmwareUpdate.pkgVersion, sink.packageVersion === undefined ? '' : sink.packageVersion());
}

function hidePackage(): void {
  setString(instance, FirmwareUpdate.pkgName, '');
  setString(instance, FirmwareUpdate.pkgVersion, '');
}

/** The package is complete. What is wrong with it shows in Update Result alone: its transfer has succeeded. */
function endDownload(): number {
  if (state !== UpdateState.downloading) {
    return Answer.requestEntityIncomplete;
  }
  const result = sink.finish();
  if (result !== 0) {
    fail(result);
    return 0;
  }
  showPackage();
  moveTo(UpdateState.downloaded, UpdateResult.initial);
  if (getBoolean(instance, FirmwareUpdate.automaticUpgradeAtDownload) === true) {
    startUpdate();
  }
  return 0;
}

/** Drops the package that is there, or on its way. @returns 4.05 while it is being installed. */
function drop(result: UpdateResult): Answer {
  if (state === UpdateState.updating) {
    return Answer.methodNotAllowed;
  }
  if (Config.firmwarePull === 1) {
    stopDownload();
  }
  hidePackage();
  moveTo(UpdateState.idle, result);
  return Answer.done;
}

function clearPackage(): number {
  return drop(UpdateResult.initial);
}

function abortPush(): void {
  if (state === UpdateState.downloading) {
    fail(UpdateResult.initial);
  }
}

/** Takes the packages that servers write to Package. */
export const push: Receiver = { begin: beginPush, write: writePush, end: endDownload, clear: clearPackage, abort: abortPush };

export function checkUri(uri: string): Answer {
  const isAllowed = (uri === '' && state !== UpdateState.updating) || (Config.firmwarePull === 1 && state === UpdateState.idle);
  return isAllowed ? Answer.done : Answer.methodNotAllowed;
}

export function writeUri(_instance: FirmwareInstance, uri: string): Answer {
  if (uri === '') {
    return drop(UpdateResult.initial);
  }
  if (Config.firmwarePull === 1) {
    closeStream(); // a push that was given up: the sink is the download's now
    moveTo(UpdateState.downloading, UpdateResult.initial);
    startDownload(board, sink, target[Target.link], uri, endPull);
  }
  return Answer.done;
}

/** The download of a URI is over. */
function endPull(result: UpdateResult): void {
  if (result === UpdateResult.initial) {
    endDownload();
  } else {
    fail(result);
  }
}

/** Begins the update; the package is installed once the answer has left. */
function startUpdate(): void {
  moveTo(UpdateState.updating, UpdateResult.initial);
  after(Delay.apply, applyNow);
}

function applyNow(): void {
  const result = sink.apply();
  if (result === 0) {
    board.reboot();
  } else {
    notUpdated(result);
  }
}

/** An update has failed: the package stays, unless it is to blame. */
function notUpdated(result: UpdateResult): void {
  moveTo(result === UpdateResult.updateFailed ? UpdateState.downloaded : UpdateState.idle, result);
}

export function executeUpdate(): Answer {
  if (state !== UpdateState.downloaded) {
    return Answer.methodNotAllowed;
  }
  startUpdate();
  return Answer.done;
}

export function executeCancel(): Answer {
  return state === UpdateState.idle ? Answer.methodNotAllowed : drop(UpdateResult.cancelled);
}

/**
 * Puts an update off that is about to begin, since the user wants so: it begins by itself when Maximum Defer Period is
 * over, or when a server executes Update again.
 * @returns false when it is too late, or servers do not allow it (a Maximum Defer Period of 0).
 */
export function deferFirmwareUpdate(): boolean {
  const period = getNumber(instance, FirmwareUpdate.maximumDeferPeriod);
  if (state !== UpdateState.updating || period === undefined || period === 0) {
    return false;
  }
  cancel(applyNow);
  moveTo(UpdateState.downloaded, UpdateResult.deferred);
  after(period, startUpdate);
  return true;
}

/**
 * What runs is good once it has registered, also when the record of its update was lost. If what is new does not register, the
 * boot stub goes back to what was before.
 */
function confirmWhenRegistered(): void {
  let link = 0;
  while (link < Config.servers && !acceptsRequests(link)) {
    link++;
  }
  trials++;
  if (link < Config.servers) {
    confirmRunning();
  } else if (isUnconfirmed && trials >= Delay.trials) {
    board.reboot();
  }
}

function confirmRunning(): void {
  cancel(confirmWhenRegistered);
  sink.confirm();
  if (isUnconfirmed) {
    isUnconfirmed = false;
    store(UpdateResult.success);
  }
}

/** Begins in the state that was before the reboot. @param on Stores what outlives it. @param to Where packages go. */
export function resume(on: Board, to: FirmwareSink, created: FirmwareInstance): void {
  board = on;
  sink = to;
  instance = created;
  // They reserve their places.
  cancel(blockOver);
  cancel(startUpdate);
  cancel(applyNow);
  cancel(confirmWhenRegistered);
  setOpaque(created, FirmwareUpdate.packageResource, stored, 0);
  hidePackage();
  setNumber(created, FirmwareUpdate.lastStateChangeTime, currentTime());
  const isKnown = board.load(StorageSlot.firmware, stored) === Stored.bytes && stored[0] === Stored.version;
  const last = isKnown ? stored[1] : UpdateState.idle;
  const result = isKnown ? stored[2] : UpdateResult.initial;
  if (last === UpdateState.downloading) {
    moveTo(UpdateState.idle, UpdateResult.connectionLost);
  } else if (last === UpdateState.updating) {
    const outcome = sink.outcome();
    if (outcome === 0) {
      // Stored once it has registered: should it be rolled back before, the update has failed.
      isUnconfirmed = true;
      show(UpdateState.idle, UpdateResult.success);
    } else {
      notUpdated(outcome);
    }
  } else {
    show(last, result);
  }
  if (state === UpdateState.downloaded) {
    showPackage();
  }
  every(Delay.confirm, confirmWhenRegistered);
}
