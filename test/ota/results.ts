/** Each Update Result (LwM2M 1.1 Core E.6): what brings it about, and what the device tells and does then. */
import path from 'node:path';
import { packImage, unpackImage } from '../../build/package';
import { UpdateResult } from '../../src/board';
import { makeKey, signatureSize, signOnce } from '../../tools/ota/lms';
import { packPatch } from '../../tools/ota/patch';
import { Device, serveFiles } from './device';
import { type LampImage, signer, simulatedBoard } from './images';

/** The images that the cases need. */
export interface Images {
  readonly old: LampImage;
  readonly next: LampImage;
  /** One of the old version whose config.json has `"downgrade": 1`; and one that is older. */
  readonly lenient: LampImage;
  readonly older: LampImage;
}

export interface ResultCase {
  readonly result: UpdateResult;
  readonly name: string;
  /** The image that the device begins with; the old one unless told. */
  readonly begins?: keyof Images;
  /** State that it leaves; 0 unless told. */
  readonly state?: number;
  /** The version that runs afterwards; that of the old image unless told. */
  readonly runs?: string;
  run(device: Device, images: Images): void;
}

const name = { board: path.basename(simulatedBoard), app: 'lamp' };

const strangeSigner = { signatureSize: signatureSize(5), sign: (manifest: Buffer) => signOnce(makeKey(5, Buffer.alloc(48, 1)), 0, manifest, Buffer.alloc(32)) };

/** A copy with one bit changed. */
function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] ^= 16;
  return copy;
}

/** Code that fails at once. */
const broken = Buffer.from('throw new Error("this image is broken");'.padEnd(64));

function pull(device: Device, uri: string): void {
  device.server.write('/5/0/1', uri);
  for (let waited = 0; waited < 1800 && device.status()[0] === 1; waited++) device.simulation.run(1000);
}

export const resultCases: readonly ResultCase[] = [
  { result: UpdateResult.initial, name: 'nothing has come', run: () => undefined },
  {
    result: UpdateResult.success,
    name: 'pushed, installed, registered, confirmed; the lamp is switched meanwhile',
    runs: '1.1.0',
    run(device, { next }) {
      for (let number = 0; number * 1024 < next.whole.length; number++) {
        device.pushBlock(next.whole, number);
        const isOn = number % 2 === 0;
        device.server.write('/3311/0/5850', isOn ? '1' : '0');
        if (device.simulation.leds[0] !== (isOn ? 100 : 0)) throw new Error('the lamp does not answer while it downloads');
      }
      device.update();
    },
  },
  { result: UpdateResult.noStorage, name: 'larger than a slot', run: (device) => void device.push(packImage(Buffer.alloc(1 << 17), { ...name, version: '2.0.0' }, signer)) },
  {
    result: UpdateResult.outOfMemory,
    name: 'told by a board whose memory is short (a stand-in: src/image needs none)',
    run(device, { next }) {
      const { board } = device.simulation;
      if (board.firmware === undefined) throw new Error('the board takes no firmware');
      board.firmware.write = () => UpdateResult.outOfMemory;
      device.push(next.whole);
    },
  },
  {
    result: UpdateResult.connectionLost,
    name: 'the server falls silent in the middle',
    run(device, { next }) {
      device.pushBlock(next.whole, 0);
      device.simulation.run(300_000);
    },
  },
  { result: UpdateResult.integrityFailure, name: 'signed by another key', run: (device, { next }) => void device.push(packImage(next.code, { ...name, version: '1.1.0' }, strangeSigner)) },
  { result: UpdateResult.integrityFailure, name: 'not signed', run: (device, { next }) => void device.push(packImage(next.code, { ...name, version: '1.1.0' })) },
  { result: UpdateResult.integrityFailure, name: 'truncated', run: (device, { next }) => void device.push(next.whole.subarray(0, -1)) },
  { result: UpdateResult.integrityFailure, name: 'a bit of the code flipped', run: (device, { next }) => void device.push(flipped(next.whole, 50_000)) },
  { result: UpdateResult.integrityFailure, name: 'a bit of the version flipped', run: (device, { next }) => void device.push(flipped(next.whole, 49)) },
  { result: UpdateResult.unsupportedPackage, name: 'for another board', run: (device, { next }) => void device.push(packImage(next.code, { ...name, board: 'toaster', version: '1.1.0' }, signer)) },
  { result: UpdateResult.unsupportedPackage, name: 'an older version', run: (device, { older }) => void device.push(older.whole) },
  {
    result: UpdateResult.success,
    name: 'an older version, where config.json says "downgrade": 1',
    begins: 'lenient',
    runs: '0.9.9',
    run(device, { older }) {
      device.push(older.whole);
      device.update();
    },
  },
  {
    result: UpdateResult.unsupportedPackage,
    name: 'a patch for another image',
    run: (device, { old, next }) => void device.push(packPatch(unpackImage(next.whole, 'next'), unpackImage(old.whole, 'old'))),
  },
  { result: UpdateResult.unsupportedPackage, name: 'no image at all', run: (device) => void device.push(Buffer.alloc(3000, 0x55)) },
  { result: UpdateResult.invalidUri, name: 'a URI that is none', run: (device) => pull(device, 'bad uri') },
  {
    result: UpdateResult.updateFailed,
    name: 'the image fails at every start: rolled back after three',
    state: 2,
    run(device) {
      device.push(packImage(broken, { ...name, version: '1.1.0' }, signer));
      device.server.execute('/5/0/2');
      device.forget();
      while (device.boots.length < 5) device.crash(); // the watchdog
      device.registers();
    },
  },
  { result: UpdateResult.unsupportedProtocol, name: 'a URI of FTP', run: (device) => pull(device, 'ftp://files/package') },
  {
    result: UpdateResult.cancelled,
    name: 'cancelled when it was downloaded',
    run(device, { next }) {
      device.push(next.whole);
      device.server.execute('/5/0/10');
    },
  },
  {
    result: UpdateResult.deferred,
    name: 'put off by the user, by the button of the lamp',
    state: 2,
    run(device, { next }) {
      device.server.write('/5/0/13', '3600');
      device.push(next.whole);
      device.server.execute('/5/0/2');
      device.simulation.pressButton(0);
      device.simulation.run(10);
    },
  },
];

/** @returns What was otherwise than it should be; undefined when nothing was. */
export function tryResult({ result, state = 0, begins = 'old', runs, run }: ResultCase, images: Images): string | undefined {
  const device = new Device(images[begins].whole);
  serveFiles(device, { package: images.next.whole });
  if (!device.registers()) return 'the lamp does not register';
  run(device, images);
  const seen = [device.version(), ...device.status()].join(' ');
  const expected = [runs ?? images.old.version, state, result].join(' ');
  if (seen !== expected) return `version, State and Result are ${seen}, not ${expected}; boots ${device.boots.join(' ')}`;
  if (runs !== undefined) return undefined;
  // Nothing is lost: the right package can come afterwards.
  device.reset();
  device.push(images.next.whole);
  device.update();
  const after = [device.version(), ...device.status()].join(' ');
  return after === `${images.next.version} 0 1` ? undefined : `the update after it came to ${after}`;
}
