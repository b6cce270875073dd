/** A simulated board that boots from its memory for images, and the server that updates it. */
import { createHash } from 'node:crypto';
import type { Option } from 'coap-packet';
import { createSimulation, PowerCut, type Simulation } from '../../boards/sim/board';
import { chooseSlot, readHead } from '../../src/image/boot';
import { codeSize, codeStart, Manifest } from '../../src/image/manifest';
import { Format, type Message, uint } from '../stack/message';
import { Server } from '../stack/server';
import { trustedKey } from './images';

/** Milliseconds that a device may take to register. */
const REGISTRATION_LIMIT = 120_000;
const SZX = 6;
const BLOCK = 16 << SZX;

export class Device {
  readonly simulation: Simulation;
  readonly server: Server;
  /** The slots that the boot stub has chosen, in order; -1 is a board that does not start any more. */
  readonly boots: number[] = [];
  /** What images have thrown at their start. */
  readonly failures: string[] = [];
  private readonly scripts = new Map<string, (...environment: unknown[]) => void>();

  /** Switches a board on that has `slotA`. */
  constructor(slotA: Buffer, readonly publicKey = trustedKey) {
    this.simulation = createSimulation({ settings: { endpoint: 'lamp', server: 'coap://server', lifetime: 86400 } });
    this.server = new Server(this.simulation);
    this.simulation.storage.flash.areas[0].set(slotA);
    this.simulation.onReboot = () => this.boot();
    this.boot();
  }

  /** What the boot stub does: chooses a slot, and evaluates its code. */
  private boot(): void {
    const { flash } = this.simulation.storage;
    const codeIn = (slot: number): Buffer => {
      const head = readHead(flash, slot);
      return flash.areas[slot].subarray(codeStart(head), codeStart(head) + codeSize(head));
    };
    const slot = chooseSlot(flash, (each) => createHash('sha256').update(codeIn(each)).digest().compare(readHead(flash, each), Manifest.sha256) === 0);
    this.boots.push(slot);
    if (slot < 0) return;
    const code = codeIn(slot).toString();
    const storage = { ...flash, slot, publicKey: this.publicKey };
    try {
      this.scriptOf(code)(require, this.simulation.board, storage);
    } catch (error) {
      // An image that fails at its start does nothing any more, until a watchdog resets the board.
      if (error instanceof PowerCut) throw error;
      this.failures.push((error as Error).message);
    }
  }

  private scriptOf(code: string): (...environment: unknown[]) => void {
    const script = this.scripts.get(code) ?? (new Function('require', 'simulatedBoard', 'simulatedStorage', code) as (...environment: unknown[]) => void);
    this.scripts.set(code, script);
    return script;
  }

  /** Lets it register. @returns Whether it does. */
  registers(): boolean {
    const isThere = this.simulation.runUntil(() => this.server.registrations.size === 1, REGISTRATION_LIMIT);
    this.simulation.run(1500); // it confirms itself
    return isThere;
  }

  /** Has it registered anew from now on. */
  forget(): void {
    this.server.registrations.clear();
  }

  /** What a watchdog does to an image that hangs or has failed. */
  crash(): void {
    this.simulation.run(10_000);
    this.simulation.reset();
    this.simulation.run(10);
  }

  /** Drops a package that is there, and what was changed of the board. */
  reset(): void {
    this.server.write('/5/0/0', Buffer.from([0]), Format.opaque);
    this.forget();
    this.simulation.reset();
    this.registers();
  }

  version(): string {
    return this.server.read('/3/0/3', Format.text).text;
  }

  /** State and Update Result. */
  status(): [number, number] {
    return [Number(this.server.read('/5/0/3', Format.text).text), Number(this.server.read('/5/0/5', Format.text).text)];
  }

  pushBlock(bytes: Buffer, number: number): Message {
    const more = (number + 1) * BLOCK < bytes.length;
    const options: Option[] = [{ name: 'Block1', value: uint(number * 16 + (more ? 8 : 0) + SZX) }];
    if (number === 0) options.push({ name: 'Size1', value: uint(bytes.length) });
    return this.server.ask('PUT', '/5/0/0', { format: Format.opaque, payload: bytes.subarray(number * BLOCK, (number + 1) * BLOCK), options });
  }

  /** Pushes a package. @returns The code that ends it. */
  push(bytes: Buffer): string {
    for (let number = 0; ; number++) {
      const { code } = this.pushBlock(bytes, number);
      if (code !== '2.31') return code;
    }
  }

  /** Has the package that is there installed, and lets the device come back. @returns Whether it does. */
  update(): boolean {
    const { reboots } = this.simulation;
    if (this.server.execute('/5/0/2') !== '2.04') return false;
    this.forget();
    this.simulation.runUntil(() => this.simulation.reboots > reboots, 60_000);
    return this.registers();
  }
}

/** Serves packages at coap://files/, in blocks, as slowly as the network is. */
export function serveFiles({ simulation }: Device, files: Readonly<Record<string, Buffer>>): void {
  const server = new Server(simulation, 'files');
  server.script = ({ path, packet }) => {
    const bytes = files[path.slice(1)] as Buffer | undefined;
    if (bytes === undefined) return { code: '4.04' };
    const asked = packet.options.find(({ name }) => name === 'Block2')?.value ?? Buffer.alloc(0);
    const value = asked.length === 0 ? SZX : asked.readUIntBE(0, asked.length);
    const size = 16 << (value & 7);
    const start = (value >>> 4) * size;
    const more = start + size < bytes.length;
    return { code: '2.05', payload: bytes.subarray(start, start + size), options: [{ name: 'Block2', value: uint((value & ~15) + (more ? 8 : 0) + (value & 7)) }] };
  };
}
