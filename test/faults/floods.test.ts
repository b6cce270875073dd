/** Too long, too many, too fast: 4.13 for what does not fit, an answer for the rest, and a client that goes on. */
import { generate } from 'coap-packet';
import { smartLight } from '../stack/device';
import { Format, type Message, writeRequest } from '../stack/message';
import { hex } from '../stack/tlv';

type Light = ReturnType<typeof smartLight>;
const BUFFER = 1152; // messageBytes of src/config.ts

function answersTo({ server, simulation }: Light, bytes: Buffer): Message[] {
  const from = server.heard.length;
  server.send(bytes);
  simulation.run(100);
  return server.heard.slice(from);
}

/** A Write of a text, `size` bytes in all. */
function long(size: number, parts: { confirmable?: boolean; messageId: number }): Buffer {
  const token = Buffer.from('long');
  const head = writeRequest('PUT', '/3311/0/5750', { payload: 'x', format: Format.text, token, ...parts });
  return writeRequest('PUT', '/3311/0/5750', { payload: 'x'.repeat(size - head.length + 1), format: Format.text, token, ...parts });
}

describe('datagrams longer than the buffer', () => {
  test.each([BUFFER + 1, BUFFER + 2, 1500, 9000, 60_000])('a CON request of %i bytes is 4.13 with its token, and not carried out', (size) => {
    const light = smartLight();
    const bytes = long(size, { messageId: 0x4444 });
    expect(bytes).toHaveLength(size);
    const [answer, ...more] = answersTo(light, bytes);
    expect(more).toEqual([]);
    expect(answer.packet).toMatchObject({ ack: true, code: '4.13', messageId: 0x4444 });
    expect(String(answer.packet.token)).toBe('long');
    expect(light.server.read('/3311/0/5750').text).toBe('Desk lamp');
  });

  test('sent again it is answered the same', () => {
    const light = smartLight();
    const bytes = long(2000, { messageId: 0x4444 });
    const answers = [answersTo(light, bytes), answersTo(light, bytes)].flat();
    expect(answers.map(({ bytes: sent }) => sent.toString('hex'))).toEqual(Array(2).fill(answers[0].bytes.toString('hex')));
  });

  test('one that just fits is read', () => {
    const light = smartLight();
    const [answer] = answersTo(light, long(BUFFER, { messageId: 0x4444 }));
    expect(answer.code).toBe('4.13'); // more text than there is room for
    const fits = long(300, { messageId: 0x4445 });
    expect(answersTo(light, fits)[0].code).toBe('2.04');
    expect(light.server.read('/3311/0/5750').text).toMatch(/^x+$/);
  });

  test('a NON request gets a NON 4.13 or nothing, and is not carried out', () => {
    const light = smartLight();
    const answers = answersTo(light, long(2000, { messageId: 0x4444, confirmable: false }));
    for (const { packet } of answers) expect(packet).toMatchObject({ ack: false, confirmable: false, code: '4.13' });
    expect(light.server.read('/3311/0/5750').text).toBe('Desk lamp');
  });

  test.each([
    ['a ping', '40004444'],
    ['an ACK', '60004444'],
    ['a RST', '70004444'],
    ['a response', '60454444'],
    ['a token of 9 bytes', '49014444'],
    ['another version', '80014444'],
  ])('%s that is too long is no request', (_name, head) => {
    const light = smartLight();
    const answers = answersTo(light, Buffer.concat([Buffer.from(head, 'hex'), Buffer.alloc(3000, 0x11)]));
    for (const { packet } of answers) expect(packet).toMatchObject({ reset: true, messageId: 0x4444 });
    expect(light.server.read('/3/0/0').text).toBe('Mote');
  });

  test('one whose options do not end within the buffer', () => {
    const light = smartLight();
    const head = Buffer.from('40014444' + 'de' + '07d5' + '0708', 'hex'); // option 2018 of 2069 bytes
    const answers = answersTo(light, Buffer.concat([head, Buffer.alloc(2500, 0x61)]));
    expect(answers.length).toBeLessThanOrEqual(1);
    for (const { packet } of answers) expect(packet.messageId).toBe(0x4444);
    expect(light.server.read('/3/0/0').text).toBe('Mote');
  });
});

describe('floods', () => {
  test('10,000 pings at once: 10,000 RSTs', () => {
    const { server, simulation } = smartLight();
    const from = server.heard.length;
    for (let messageId = 0; messageId < 10_000; messageId++) server.send(generate({ code: '0.00', confirmable: true, messageId }));
    simulation.run(100);
    expect(server.heard.slice(from).filter(({ packet }) => packet.reset)).toHaveLength(10_000);
    expect(server.read('/3/0/0').text).toBe('Mote');
  });

  test('5,000 Reads at once: each its answer', () => {
    const { server, simulation } = smartLight();
    const from = server.heard.length;
    for (let messageId = 0; messageId < 5000; messageId++) {
      server.send(writeRequest('GET', '/3/0/1', { token: Buffer.from(messageId.toString(16)), messageId }));
    }
    simulation.run(100);
    const answers = server.heard.slice(from).filter(({ packet }) => packet.ack);
    expect(answers).toHaveLength(5000);
    for (const { packet, text } of answers) expect([String(packet.token), text]).toEqual([packet.messageId.toString(16), 'smart-light']);
  });

  test('the same Execute 1,000 times: once', () => {
    const { server, simulation } = smartLight();
    const bytes = writeRequest('POST', '/1/0/8', { token: Buffer.from('t'), messageId: 7 });
    for (let copy = 0; copy < 1000; copy++) server.send(bytes);
    simulation.run(1000);
    expect(server.requests).toHaveLength(2); // Register and one Update
  });

  test('1,000 observations at once: as many as there is room for, all of them cancelled, and room again', () => {
    const { server, simulation } = smartLight();
    for (let messageId = 0; messageId < 1000; messageId++) {
      server.send(writeRequest('GET', '/3311/0/5851', { observe: 0, token: Buffer.from(messageId.toString(16)), messageId }));
    }
    simulation.run(1000);
    expect(server.heard.filter(({ observe }) => observe !== undefined)).toHaveLength(8);
    server.write('/3311/0/5851', '1');
    simulation.run(10_000); // this server knows none of the tokens: RST
    const mine = server.observe('/3311/0/5851');
    server.write('/3311/0/5851', '2');
    simulation.run(1000);
    expect(mine.answers.map(({ text }) => text)).toEqual(['1', '2']);
  });

  test('1,000 writes of one moment to what is observed: the last value is told', () => {
    const { server, simulation } = smartLight();
    const exchange = server.observe('/3311/0/5851');
    for (let messageId = 0; messageId < 1000; messageId++) {
      server.send(writeRequest('PUT', '/3311/0/5851', { payload: String(messageId % 100), format: Format.text, token: Buffer.from('w'), messageId }));
    }
    simulation.run(60_000);
    expect(exchange.newest?.text).toBe('99');
  });

  test('every message id there is: 65,536 requests, none taken for another', () => {
    const { server, simulation } = smartLight();
    const from = server.heard.length;
    for (let messageId = 0; messageId < 65_536; messageId++) {
      server.send(Buffer.concat([Buffer.from([0x40, 1, messageId >> 8, messageId & 255]), Buffer.from(`b1330130013${messageId & 1}`, 'hex')]));
      if (messageId % 1024 === 0) simulation.run(10);
    }
    simulation.run(100);
    const answers = server.heard.slice(from).filter(({ packet }) => packet.ack);
    expect(answers).toHaveLength(65_536);
    expect(answers.every(({ packet, payload }) => payload.toString('hex') === hex(packet.messageId % 2 === 0 ? 'Mote' : 'smart-light'))).toBe(true);
  });

  test('buttons, requests and a server that is silent, all at once', () => {
    const { server, simulation } = smartLight();
    const exchange = server.observe('/3311/0/5850');
    server.confirm = 'nothing';
    for (let round = 0; round < 500; round++) {
      simulation.pressButton(0);
      server.send(writeRequest('POST', '/1/0/8', { token: Buffer.from('u'), messageId: 0x2000 + round }));
      simulation.run(7);
    }
    server.confirm = 'ack';
    simulation.run(600_000);
    expect(exchange.answers.length).toBeGreaterThanOrEqual(1);
    expect(server.read('/3311/0/5850').text).toBe('0');
    expect(simulation.leds[0]).toBe(0);
  });
});
