/**
 * Starts a tokenised image on Node as Espruino does, with nothing stored but what `mote flash` writes. For counting what is in
 * memory then, and how deep its calls go. Time passes when it is told to.
 */
import { createCipheriv, hash } from 'node:crypto';
import { createContext, Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import ts from 'typescript';
import { edited } from './edit';
import { EspruinoFlash } from './espruino-flash';
import { NotCounted } from './failure';
import { readFunction, readTokens } from './untokenise';

/** The names of a call, which Espruino keeps, with their values, as long as a function is there that was made in it. */
export interface Activation {
  readonly names: readonly string[];
  values(): readonly unknown[];
}

/** A datagram, and where it went. */
export interface Sent {
  readonly payload: Buffer;
  readonly port: number;
  readonly address: string;
}

export interface StartedImage {
  /** What the image has declared, as it is now, by its names in the image, in the order in which it was declared. */
  readonly globals: ReadonlyMap<string, unknown>;
  /** Callbacks, as they are now, of timers, of what comes in, of pins. */
  readonly kept: readonly unknown[];
  /** How many timers run. */
  readonly timers: number;
  /** The call in which a function was made; of functions at the top there is none. */
  readonly activations: ReadonlyMap<unknown, Activation>;
  /** Whether it is part of Espruino. */
  isNative(value: unknown): boolean;
  /** Whether the text lies in flash. */
  isInFlash(text: string): boolean;
  /** Lets time pass until so many milliseconds after the start. */
  passTime(until: number): void;
  /** Tells listeners, such as those of `data` from Serial1. */
  tell(event: string, ...values: readonly unknown[]): void;
  /** Takes what was written to Serial1 since the last time. */
  takeWritten(): Buffer;
  /** Takes what was sent by sockets since the last time. */
  takeSent(): Sent[];
  /** The calls of the image's own functions that were within each other when they were most; each as the function's name in the image. */
  deepest(): readonly string[];
}

/** The key of a device at coaps: its identity, and the key in hexadecimal. */
export const psk = { identity: 'light', key: '000102030405060708090a0b0c0d0e0f' } as const;

/** What `mote.json` is like. */
const settings = {
  endpoint: 'light',
  server: 'coap://10.0.0.1',
  lifetime: 300,
  leds: ['D2'],
  button: 'D3',
  pressed: 1,
  line: { rx: 'D8', tx: 'D6' },
  wifi: { ssid: 'network', password: 'password' },
  apn: 'iot',
  psm: { periodic: '00100001', active: '00000101' },
};

/** Parameters, variables and functions of a function. */
function namesIn({ parameters, body }: ts.FunctionLikeDeclaration): string[] {
  const names = parameters.map(({ name }) => name.getText());
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node)) names.push(node.name.getText());
    else if (ts.isFunctionDeclaration(node) && node.name !== undefined) names.push(node.name.text);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  if (body !== undefined) ts.forEachChild(body, visit);
  return names;
}

/** Declares `$call`, an `Activation`. */
function callOf(names: readonly string[]): string {
  return `var $call={names:${JSON.stringify(names)},values:function(){return[${names.join()}]}};`;
}

/** What a function is called; a function left in flash as the place of its text. */
function calledAs(node: ts.FunctionLikeDeclaration, otherwise: string): string {
  const { parent } = node;
  return node.name?.getText() ?? (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : otherwise);
}

/**
 * The script with a call of `$made` for each function that is made within a call, and each call between `$enter` and `$leave`.
 * @param name What a function without a name is called.
 */
function instrument(script: string, name = 'function'): string {
  const source = ts.createSourceFile('image.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const added = new Map<number, string>();
  const add = (at: number, text: string): unknown => added.set(at, (added.get(at) ?? '') + text);
  const addInFront = (at: number, text: string): unknown => added.set(at, text + (added.get(at) ?? ''));
  const visit = (node: ts.Node, around?: ts.FunctionLikeDeclaration): void => {
    const inner = ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node) ? node : undefined;
    if (inner?.body !== undefined && inner.body.statements.length > 0) {
      add(inner.body.getStart() + 1, `$enter(${JSON.stringify(calledAs(inner, name))});try{`);
      add(inner.body.getEnd() - 1, '}finally{$leave()}');
    }
    if (inner !== undefined && around?.body !== undefined) {
      const begin = around.body.getStart() + 1;
      if (added.get(begin)?.includes('$call') !== true) add(begin, callOf(namesIn(around)));
      if (ts.isFunctionDeclaration(inner)) addInFront(inner.getEnd(), `;$made(${inner.name?.text},$call);`);
      else {
        add(inner.getStart(), '$made(');
        addInFront(inner.getEnd(), ',$call)');
      }
    }
    ts.forEachChild(node, (child) => visit(child, inner ?? around));
  };
  visit(source);
  return edited(script, [...added].map(([at, text]) => ({ start: at, end: at, text })));
}

/** Timers and the time that passes for them, in milliseconds; and callbacks of what does not happen here. */
class Events {
  readonly listeners: { readonly event: string; readonly listener: (...values: readonly unknown[]) => void }[] = [];
  readonly listen = (event: string, listener: (...values: readonly unknown[]) => void): number => this.listeners.push({ event, listener });
  readonly written: Buffer[] = [];
  readonly sent: Sent[] = [];
  private now = 0;
  private readonly timers = new Map<number, { readonly at: number; readonly callback: (value: unknown) => void; readonly value: unknown }>();
  private lastTimer = 0;

  seconds(): number {
    return this.now / 1000;
  }

  setTimeout(callback: (value: unknown) => void, delay: number, value: unknown): number {
    this.timers.set(++this.lastTimer, { at: this.now + delay, callback, value });
    return this.lastTimer;
  }

  clearTimeout(timer: number): void {
    this.timers.delete(timer);
  }

  tell(event: string, ...values: readonly unknown[]): void {
    for (const each of this.listeners.filter((listening) => listening.event === event)) each.listener(...values);
  }

  pending(): unknown[] {
    return [...this.timers.values()].map(({ callback }) => callback);
  }

  passTime(until: number): void {
    for (;;) {
      const [first] = [...this.timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
      if (first === undefined) break;
      const [timer, { at, callback, value }] = first;
      this.timers.delete(timer);
      this.now = Math.max(this.now, at);
      callback(value);
      this.now += 1; // what takes no time may ask for its timer again and again
    }
    this.now = until;
  }
}

const nothing = (): undefined => undefined;

const bytesOf = (data: Uint8Array | string): Buffer => (typeof data === 'string' ? Buffer.from(data, 'latin1') : Buffer.from(data));
const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

/** Module `crypto`. */
const crypto = {
  AES: {
    encrypt(blocks: Uint8Array, key: Uint8Array, { mode, iv = null }: { mode: string; iv?: Uint8Array | null }): ArrayBuffer {
      return bufferOf(createCipheriv(`aes-128-${mode.toLowerCase()}`, key, iv).setAutoPadding(false).update(blocks));
    },
  },
  SHA256: (data: Uint8Array | string) => bufferOf(hash('sha256', bytesOf(data), 'buffer')),
};

/** What Espruino has, as far as an image asks for it: modules, and what is global. */
function newModules(events: Events, image: Buffer, flash: EspruinoFlash, isSecured: boolean): Readonly<Record<string, object>> {
  const { listen } = events;
  const send = (payload: string, port: number, address: string): unknown => events.sent.push({ payload: bytesOf(payload), port, address });
  const connect = (): unknown => events.setTimeout(() => events.tell('connected'), 0, undefined);
  // A field that the board does not know would not be in its file.
  const all = isSecured ? { ...settings, ...psk, server: 'coaps://10.0.0.1' } : settings;
  const known = Object.fromEntries(Object.entries(all).filter(([name]) => image.includes(name)));
  const socket = { on: listen, bind: nothing, send, close: nothing };
  return {
    ...flash.modules(() => known),
    crypto,
    dgram: { socket, createSocket: () => socket },
    Wifi: { connect, on: listen, getIP: () => ({ ip: '10.0.0.2', gw: '10.0.0.1' }), getStatus: () => ({ rssi: -60 }), getHostByName: nothing, setHostname: nothing, setSNTP: nothing },
  };
}

function newGlobals(events: Events, modules: Readonly<Record<string, object>>): Record<string, unknown> {
  const write = (bytes: Uint8Array | string): unknown => events.written.push(bytesOf(bytes));
  return {
    E: {
      toString: (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1'),
      toUint8Array: bytesOf,
      CRC32: (data: Uint8Array | string) => crc32(bytesOf(data)),
      hwRand: () => 0,
      reboot: nothing,
      enableWatchdog: nothing,
      setConsole: nothing,
    },
    Serial1: { setup: nothing, on: events.listen, removeAllListeners: nothing, write },
    bootSlot: 0, // as the boot stub leaves it
    require: (name: string) => modules[name],
    print: nothing,
    getTime: () => events.seconds(),
    getSerial: () => '0123456789abcdef',
    setTimeout: events.setTimeout.bind(events),
    clearTimeout: events.clearTimeout.bind(events),
    setWatch: events.listen.bind(undefined, 'watch'),
    pinMode: nothing,
    digitalWrite: nothing,
    analogWrite: nothing,
  };
}

/** @throws What the image throws, or when it asks for what is not here. */
function startOnNode(image: Buffer, isSecured: boolean): StartedImage {
  const events = new Events();
  const flash = new EspruinoFlash(image);
  const activations = new Map<unknown, Activation>();
  const modules = newModules(events, image, flash, isSecured);
  const engine = newGlobals(events, modules);
  const calls: string[] = [];
  let deepest: readonly string[] = [];
  const $enter = (name: string): void => {
    calls.push(name);
    if (calls.length > deepest.length) deepest = [...calls];
  };
  const $made = (made: unknown, call: Activation): unknown => (activations.set(made, call), made);
  const context = createContext({ ...engine, $made, $enter, $leave: () => calls.pop() });
  const own = new Set([...Object.keys(context), 'global', 'Function']);
  context.global = context;
  const scripts = new Map<string, Script>();
  context.Function = (...texts: string[]): unknown => {
    const key = texts.join();
    const text = Buffer.from(texts.pop() ?? '', 'latin1');
    const place = `${String(context._).length - text.length}`;
    const script = scripts.get(key) ?? new Script(instrument(`(function(${texts.join()}){${readFunction(text).join(' ')}})`, place));
    scripts.set(key, script);
    return script.runInContext(context);
  };
  new Script(instrument(readTokens(image).join(' '))).runInContext(context);
  const natives = new Set([...Object.values(engine), ...Object.values(modules).flatMap((each) => [each, ...Object.values(each)]), context.Function]);
  return {
    get globals() {
      return new Map(Object.entries(context).filter(([name]) => !own.has(name)));
    },
    get kept() {
      return [...events.pending(), ...events.listeners.map(({ listener }) => listener)];
    },
    get timers() {
      return events.pending().length;
    },
    activations,
    isNative: (value) => natives.has(value),
    isInFlash: (text) => image.includes(text, 0, 'latin1') || flash.holds(text),
    passTime: (until) => events.passTime(until),
    tell: (event, ...values) => events.tell(event, ...values),
    takeWritten: () => Buffer.concat(events.written.splice(0)),
    takeSent: () => events.sent.splice(0),
    deepest: () => deepest,
  };
}

/**
 * Starts an image, and does something with it.
 * @param isSecured Whether its server is at coaps.
 * @throws NotCounted when the image throws: its application may ask Espruino for more than is here.
 */
export function withStarted<T>(image: Buffer, name: string, use: (started: StartedImage) => T, isSecured = false): T {
  try {
    return use(startOnNode(image, isSecured));
  } catch (error) {
    throw new NotCounted(`${name} does not start on Node, where it is counted: ${(error as Error).message}`);
  }
}
