/**
 * The floor: the least a Node process can do for a request. One connected socket, one reply made beforehand,
 * of which the message id and the token are copied from the request. It reads no path and knows no object.
 */
'use strict';
const dgram = require('dgram');
const { fixedReplies, register } = require('./floor-messages.js');

const { BENCH_PORT, BENCH_ENDPOINT, BENCH_KIND } = process.env;
const headerLength = 8; // 4 bytes of CoAP header and the 4 of the bench's tokens

// A queued send keeps its buffer, so as many copies of the reply as can be in flight.
const replies = Array.from({ length: 64 }, () => Buffer.from(fixedReplies[BENCH_KIND], 'hex'));
let next = 0;

const socket = dgram.createSocket('udp4');
socket.on('message', (request) => {
  if (request.length < headerLength || request[1] !== 1) return; // only GET
  const reply = replies[next];
  next = (next + 1) & 63;
  request.copy(reply, 2, 2, headerLength);
  socket.send(reply);
});
socket.connect(Number(BENCH_PORT), '127.0.0.1', () => socket.send(register(BENCH_ENDPOINT)));
