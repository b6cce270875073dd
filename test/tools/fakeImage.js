/**
 * Stands for an image of the linux board in the tests of `npm start`: registers, answers every request with 2.04, and
 * de-registers when it is asked to end. Typed lines are printed.
 */
'use strict';
const { createSocket } = require('node:dgram');
const { connect } = require('node:net');
const { generate, parse } = require('coap-packet');

const server = new URL(process.env.MOTE_SERVER);
const socket = createSocket('udp4');
let location = [];

function send(packet) {
  socket.send(generate(packet), Number(server.port), server.hostname);
}

function option(name, value) {
  return { name, value: Buffer.from(value) };
}

socket.on('message', (bytes) => {
  const { code, messageId, token, options } = parse(bytes);
  if (code === '2.01') {
    location = options.filter(({ name }) => name === 'Location-Path').map(({ value }) => option('Uri-Path', value));
    console.log('registered');
  } else if (code === '2.02') {
    process.exit(0);
  } else if (code.startsWith('0.')) {
    send({ code: '2.04', ack: true, messageId, token });
  }
});

process.stdin.on('data', (typed) => {
  console.log(`typed ${String(typed).trim()}`);
});
process.on('SIGTERM', () => {
  send({ code: 'DELETE', confirmable: true, messageId: 2, token: Buffer.from('d'), options: location });
  // As the board does: when the server is gone too, there is no answer.
  setTimeout(() => process.exit(0), 500);
});
// A connection that lasts as long as this process, for a test that cannot be its parent.
if (process.env.FAKE_IMAGE_WATCH !== undefined) connect(Number(process.env.FAKE_IMAGE_WATCH), '127.0.0.1');

send({
  code: 'POST',
  confirmable: true,
  messageId: 1,
  token: Buffer.from('r'),
  options: [
    option('Uri-Path', 'rd'),
    { name: 'Content-Format', value: Buffer.of(40) },
    ...[`ep=${process.env.MOTE_ENDPOINT}`, `lt=${process.env.MOTE_LIFETIME}`, 'lwm2m=1.1'].map((query) => option('Uri-Query', query)),
  ],
  payload: Buffer.from('</1/0>,</3/0>,</3311/0>'),
});
