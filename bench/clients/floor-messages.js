/** The messages of the floor, made by hand (RFC 7252 section 3). */
'use strict';

// ACK 2.05, token of 4 bytes; message id and token are zero here and patched in each reply.
const head = '6445' + '0000' + '00000000';

/** Reply by kind of request: what Mote answers on the same request, byte for byte. */
const fixedReplies = {
  // Content-Format 0, "Mote"
  device: head + 'c0' + 'ff' + '4d6f7465',
  'device-text': head + 'c0' + 'ff' + '4d6f7465',
  // Content-Format 11542, resources 5601 5602 5603 5604 5700 5701
  temperature:
    head + 'c22d16' + 'ff' +
    'e815e108' + '4035000000000000' + 'e815e208' + '4035000000000000' + 'e815e308' + 'c044000000000000' +
    'e815e408' + '405f400000000000' + 'e8164408' + '4035000000000000' + 'e31645' + '43656c',
};

/** A confirmable POST /rd?ep=ENDPOINT&lwm2m=1.1&lt=86400&b=U, message id 1, no token. */
function register(endpoint) {
  const bytes = [0x40, 0x02, 0x00, 0x01, 0xb2, ...Buffer.from('rd'), 0x11, 40];
  let delta = 3; // Content-Format (12) to Uri-Query (15)
  for (const query of [`ep=${endpoint}`, 'lwm2m=1.1', 'lt=86400', 'b=U']) {
    const value = Buffer.from(query);
    if (value.length < 13) bytes.push((delta << 4) | value.length);
    else bytes.push((delta << 4) | 13, value.length - 13);
    bytes.push(...value);
    delta = 0;
  }
  return Buffer.from([...bytes, 0xff, ...Buffer.from('</3/0>,</3303/0>')]);
}

module.exports = { fixedReplies, register };
