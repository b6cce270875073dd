/** Names are looked up at the bridge, one at a time, by DNS (RFC 1035). */
import { newUint8s } from 'runtime';
import { decodeAnswer, Dns, encodeQuestion, Resolved } from '../../src/net/dns';
import { hardwareRandom } from './random';

declare function setTimeout(callback: () => void, milliseconds: number): number;
declare function clearTimeout(timeout: number): void;

const enum Retry {
  /** Milliseconds to wait for an answer. */
  wait = 3000,
  questions = 4,
}

interface Lookup {
  readonly host: string;
  readonly found: (isFound: boolean, address: Uint8Array) => void;
}

const question = /* @__PURE__ */ newUint8s(Dns.question);
const address = /* @__PURE__ */ newUint8s(4);
/** The first one is under way. */
const lookups: Lookup[] = [];
let questionBytes = 0;
let questionsLeft = 0;
let timeout: number;
let send: (question: Uint8Array, length: number) => void;

/** @param sendQuestion Sends a datagram to the DNS server. */
export function startNames(sendQuestion: (question: Uint8Array, length: number) => void): void {
  send = sendQuestion;
}

function ask(): void {
  if (questionBytes === 0 || questionsLeft === 0) {
    finish(false);
  } else {
    questionsLeft--;
    send(question, questionBytes);
    timeout = setTimeout(ask, Retry.wait);
  }
}

function begin(): void {
  if (lookups.length === 0) return;
  questionBytes = encodeQuestion(question, hardwareRandom(), lookups[0].host);
  questionsLeft = Retry.questions;
  timeout = setTimeout(ask, 0);
}

function finish(isFound: boolean): void {
  clearTimeout(timeout);
  const done = lookups[0];
  lookups.splice(0, 1);
  done.found(isFound, address);
  begin();
}

/** @param found Called later, with the 4 bytes of the address: copy them. */
export function lookUp(host: string, found: (isFound: boolean, address: Uint8Array) => void): void {
  lookups.push({ host: host, found: found });
  if (lookups.length === 1) begin();
}

/** Takes a datagram from the DNS server: bytes `start` to `end` - 1. */
export function receiveAnswer(from: Uint8Array, start: number, end: number): void {
  if (lookups.length === 0 || questionBytes === 0) return;
  const resolved = decodeAnswer(from, start, end, question, questionBytes, address);
  if (resolved !== Resolved.ignore) finish(resolved === Resolved.address);
}
