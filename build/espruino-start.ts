/**
 * Starts a tokenised image on Node as Espruino does, with nothing attached: no server answers, and nothing is stored but
 * the settings. For counting what is in memory then.
 */
import { createContext, Script } from 'node:vm';
import ts from 'typescript';
import { readFunction, readTokens } from './untokenise';

/** The names of a call, which Espruino keeps as long as a function is there that was made in it. */
export type Activation = readonly string[];

export interface StartedImage {
  /** What the image has declared, by its names in the image, in the order in which it was declared. */
  readonly globals: ReadonlyMap<string, unknown>;
  /** Callbacks of timers, of what comes in, of pins. */
  readonly kept: readonly unknown[];
  /** The call in which a function was made; of functions at the top there is none. */
  readonly activations: ReadonlyMap<unknown, Activation>;
  /** Whether it is part of Espruino. */
  isNative(value: unknown): boolean;
}

/** Milliseconds after which an image has started: its links are open, and it has sent its first message. */
const started = 1000;

/** What `mote.json` of a board with a line is like. */
const settings = { endpoint: 'light', server: 'coap://10.0.0.1', lifetime: 300, leds: ['D2'], button: 'D3', pressed: 1, line: { rx: 'D8', tx: 'D6' } };

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

/** The script with a call of `$made` for each function that is made within a call. */
function noteActivations(script: string): string {
  const source = ts.createSourceFile('image.js', script, ts.ScriptTarget.ES5, true, ts.ScriptKind.JS);
  const added = new Map<number, string>();
  const add = (at: number, text: string): Map<number, string> => added.set(at, (added.get(at) ?? '') + text);
  const visit = (node: ts.Node, around?: ts.FunctionLikeDeclaration): void => {
    const inner = ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node) ? node : undefined;
    if (inner !== undefined && around?.body !== undefined) {
      const begin = around.body.getStart() + 1;
      if (!added.has(begin)) add(begin, `var $call=${JSON.stringify(namesIn(around))};`);
      if (ts.isFunctionDeclaration(inner)) add(inner.getEnd(), `;$made(${inner.name?.text},$call);`);
      else add(inner.getStart(), '$made(').set(inner.getEnd(), ',$call)');
    }
    ts.forEachChild(node, (child) => visit(child, inner ?? around));
  };
  visit(source);
  const places = [...added].sort(([a], [b]) => b - a);
  return places.reduce((text, [at, more]) => text.slice(0, at) + more + text.slice(at), script);
}

/** Timers and the time that passes for them, in milliseconds; and callbacks of what does not happen here. */
class Events {
  readonly listeners: unknown[] = [];
  readonly listen = (_event: unknown, listener: unknown): number => this.listeners.push(listener);
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

/** What Espruino has, as far as an image asks for it while it starts: modules, and what is global. */
function newModules(listen: (event: unknown, listener: unknown) => void): Readonly<Record<string, object>> {
  return {
    Storage: { read: nothing, readJSON: () => settings, write: () => true, erase: nothing, getFree: () => 0, compact: nothing },
    crypto: { AES: { encrypt: ({ length }: Uint8Array) => new ArrayBuffer(length) }, SHA256: () => new ArrayBuffer(32) },
    dgram: { createSocket: () => ({ on: listen, bind: nothing, send: nothing, close: nothing }) },
    Wifi: { connect: nothing, on: listen, getIP: () => ({}), getStatus: () => ({}), getHostByName: nothing, setHostname: nothing, setSNTP: nothing },
  };
}

function newGlobals(events: Events, modules: Readonly<Record<string, object>>): Record<string, unknown> {
  return {
    E: {
      toString: (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1'),
      toUint8Array: (bytes: string) => Buffer.from(bytes, 'latin1'),
      CRC32: () => 0,
      hwRand: () => 0,
      reboot: nothing,
      enableWatchdog: nothing,
      setConsole: nothing,
    },
    Serial1: { setup: nothing, on: events.listen, removeAllListeners: nothing, write: nothing },
    bootSlot: 0, // as the boot stub leaves it
    require: (name: string) => modules[name],
    print: nothing,
    getTime: () => events.seconds(),
    getSerial: () => '0123456789abcdef',
    setTimeout: events.setTimeout.bind(events),
    clearTimeout: events.clearTimeout.bind(events),
    setWatch: (listener: unknown) => events.listen('watch', listener),
    pinMode: nothing,
    digitalWrite: nothing,
    analogWrite: nothing,
  };
}

/** @throws What the image throws, or when it asks for what is not here. */
export function startOnNode(image: Buffer): StartedImage {
  const events = new Events();
  const activations = new Map<unknown, Activation>();
  const modules = newModules(events.listen);
  const engine = newGlobals(events, modules);
  const context = createContext({ ...engine, $made: (made: unknown, call: Activation) => (activations.set(made, call), made) });
  const own = new Set([...Object.keys(context), 'global', 'Function']);
  context.global = context;
  const scripts = new Map<string, Script>();
  context.Function = (...texts: string[]): unknown => {
    const key = texts.join();
    const script = scripts.get(key) ?? new Script(noteActivations(`(function(${texts.slice(0, -1).join()}){${readFunction(Buffer.from(texts[texts.length - 1], 'latin1')).join(' ')}})`));
    scripts.set(key, script);
    return script.runInContext(context);
  };
  new Script(noteActivations(readTokens(image).join(' '))).runInContext(context);
  events.passTime(started);
  const globals = new Map(Object.entries(context).filter(([name]) => !own.has(name)));
  const natives = new Set([...Object.values(engine), ...Object.values(modules), context.Function]);
  return { globals, kept: [...events.pending(), ...events.listeners], activations, isNative: (value) => natives.has(value) };
}
