/**
 * The host of an image in Moddable XS and in Espruino: a board that only counts, and functions that hand the client one
 * request over and over. What both engines know of JavaScript, without any host objects, since XS has none. On Node,
 * replay-board.ts and replay.ts do the same.
 */
'use strict';

let time = 1;
let timerAt = -1;
let seed = 1;
let events;
let opening = -1;
let sent = 0;
let last;
let nextMessageId = 0;

function nothing() {}

globalThis.benchBoard = {
  attach(newEvents) {
    events = newEvents;
  },
  settings() {
    return { endpoint: 'bench', server: 'coap://192.0.2.1', lifetime: 86400 };
  },
  now() {
    return time;
  },
  utc() {
    return 0;
  },
  setTimer(milliseconds) {
    timerAt = time + milliseconds;
  },
  random() {
    seed = (seed * 25173 + 13849) & 0xffff;
    return seed;
  },
  open(link) {
    opening = link;
  },
  close: nothing,
  send(_link, buffer) {
    sent++;
    last = buffer;
  },
  load() {
    return -1;
  },
  store() {
    return true;
  },
  eraseStorage: nothing,
  setLed: nothing,
  reboot: nothing,
  log: nothing,
};

function passSecond() {
  const end = time + 1000;
  while (timerAt >= 0 && timerAt <= end) {
    time = timerAt;
    timerAt = -1;
    events.timer();
  }
  time = end;
}

/** Opens the client's link and answers its Register with 2.01 and a Location-Path of "rd" and "1". */
globalThis.registerClient = () => {
  let link = -1;
  while (sent === 0) {
    if (opening >= 0) {
      link = opening;
      opening = -1;
      events.opened(link, 0);
    }
    passSecond();
  }
  const tokenLength = last[0] & 15;
  // The message id and the token, between type and code and the options.
  const reply = [0x60 | tokenLength, 0x41];
  for (let at = 2; at < 4 + tokenLength; at++) reply.push(last[at]);
  [0x82, 0x72, 0x64, 0x01, 0x31].forEach((byte) => reply.push(byte));
  events.buffer.set(reply);
  events.received(link, reply.length);
};

/** Lets time pass until `count` notifications have come, and acknowledges each. */
globalThis.runNotifications = (count) => {
  for (let left = count; left > 0; ) {
    const before = sent;
    passSecond();
    if (sent > before) {
      left--;
      const acknowledgement = [0x60, 0, last[2], last[3]];
      events.buffer.set(acknowledgement);
      events.received(0, acknowledgement.length);
    }
  }
};

/** Hands a request to `receive` `count` times, each with the next message id in header and token. */
function handOver(receive, request, count) {
  const inbox = events.buffer;
  for (let i = 0; i < count; i++) {
    nextMessageId = (nextMessageId + 1) & 0xffff;
    for (let at = 0; at < request.length; at++) inbox[at] = request[at];
    inbox[2] = inbox[6] = nextMessageId >>> 8;
    inbox[3] = inbox[7] = nextMessageId & 255;
    receive(0, request.length);
  }
}

/** Has the client answer a request `count` times. @throws when it does not, or not with 2.05. */
globalThis.run = (request, count) => {
  const before = sent;
  handOver(events.received, request, count);
  if (sent - before !== count) throw new Error('the client did not answer every request');
  if (last[1] !== 0x45) throw new Error(`the client answered with code ${last[1]}`);
};

/** The same without the client: what `run` costs itself. */
globalThis.runEmpty = (request, count) => handOver(nothing, request, count);
