/** Callbacks that answer later: empty ACK first, then a response of its own (RFC 7252 5.2.2, 5.2.3). */
import { type Device, startRegistered } from './device';
import { Format, writeRequest } from './message';
import type { Exchange } from './server';
import { integer, resource, tlv, values } from './tlv';

type App = typeof import('./apps/slow');
const READING = '/32770/0/1';
const POSITION = '/32770/0/3';
const MOVE = '/32770/0/4';
const UNAUTHORIZED = 0x81;
const INTERNAL_SERVER_ERROR = 0xa0;

let device: Device<App>;
let server: Device<App>['server'];
let simulation: Device<App>['simulation'];
beforeEach(() => {
  device = startRegistered<App>('test/stack/apps/slow');
  ({ server, simulation } = device);
});

/** Sends a request, and lets 5 s pass in which its callback does not answer. */
function ask(method: string, path: string, parts: Parameters<typeof server.request>[2] = {}): Exchange {
  const exchange = server.request(method, path, parts);
  simulation.run(5000);
  return exchange;
}

/** The oldest callback answers, and the answer has time to arrive. */
function finish(code = 0): void {
  device.app.answer(code);
  simulation.run(100);
}

describe('Read', () => {
  test('is acknowledged before the server would send it again, and answered in a CON of its own', () => {
    const exchange = ask('GET', READING);
    expect([exchange.acknowledged, exchange.answers]).toEqual([true, []]);
    expect(simulation.datagrams.filter(({ direction }) => direction === 'toBoard')).toHaveLength(2); // Register's answer, and this
    device.app.setReading(1, 42);
    finish();
    const [answer] = exchange.answers;
    expect([answer.code, answer.text]).toEqual(['2.05', '42']);
    expect(answer.packet).toMatchObject({ ack: false, confirmable: true });
    expect(answer.packet.messageId).not.toBe(exchange.messageId);
    simulation.run(200_000);
    expect(exchange.answers).toHaveLength(1);
    expect(device.app.calls).toEqual(['read 1']);
  });

  test('the value is that of the time of the answer', () => {
    const exchange = ask('GET', READING, { accept: Format.tlv });
    device.app.setReading(1, 43);
    simulation.run(50_000);
    device.app.setReading(1, 44);
    finish();
    expect(exchange.answers[0].payload.toString('hex')).toBe('c1012c');
  });

  test('an answer that is lost is sent again, and was read once', () => {
    const exchange = ask('GET', READING);
    simulation.wire.toServer.drop(1);
    simulation.wire.toServer.drop(2);
    finish();
    simulation.run(20_000);
    expect(exchange.answers.map(({ code }) => code)).toEqual(['2.05']);
    expect(device.app.calls).toHaveLength(1);
  });

  test('copies of the request are acknowledged again, and asked about once', () => {
    const bytes = writeRequest('GET', READING, { token: Buffer.from('t'), messageId: 0x9000 });
    for (const wait of [2000, 4000, 8000]) {
      server.send(bytes);
      simulation.run(wait);
    }
    const acknowledgements = server.heard.filter(({ packet }) => packet.messageId === 0x9000);
    expect(acknowledgements.map(({ packet }) => [packet.ack, packet.code])).toEqual(Array(3).fill([true, '0.00']));
    expect(device.app.calls).toEqual(['read 1']);
  });

  test('an error is the answer', () => {
    const exchange = ask('GET', READING);
    finish(INTERNAL_SERVER_ERROR);
    expect([exchange.answers[0].code, exchange.answers[0].payload.length]).toEqual(['5.00', 0]);
  });

  test('of an instance: answered when all its callbacks have answered', () => {
    const exchange = ask('GET', '/32770/0');
    expect(device.app.calls).toEqual(['read 1', 'read 2']);
    device.app.setReading(1, 10);
    finish();
    simulation.run(5000);
    expect(exchange.answers).toEqual([]);
    device.app.setReading(2, 20);
    finish();
    expect(values(exchange.answers[0].payload)).toEqual({ '1': '0a', '2': '14', '3': '03', '5': '05' });
  });

  test('a NON request gets no ACK, and a NON response', () => {
    const exchange = ask('GET', READING, { confirmable: false });
    expect(server.heard.filter(({ packet }) => packet.ack && packet.code === '0.00')).toEqual([]);
    finish();
    expect(exchange.answers[0].text).toBe('1');
    expect(exchange.answers[0].packet.ack).toBe(false);
  });

  test('Observe: the first answer is separate and observes, then changes are told', () => {
    const exchange = ask('GET', READING, { observe: 0 });
    finish();
    expect(exchange.answers[0].observe).toBeDefined();
    device.app.setReading(1, 7);
    simulation.run(100);
    expect(exchange.answers.map(({ text }) => text)).toEqual(['1', '7']);
  });

  test('a format that is not there is refused at once, without asking', () => {
    expect(server.read(READING, Format.cbor).code).toBe('4.06');
    expect(device.app.calls).toEqual([]);
  });
});

describe('Write', () => {
  test('the value is stored when the callback has answered', () => {
    const exchange = ask('PUT', POSITION, { payload: '30', format: Format.text });
    expect(device.app.calls).toEqual(['write 30']);
    expect(server.read(POSITION).text).toBe('3');
    finish();
    expect(exchange.answers[0].code).toBe('2.04');
    expect(server.read(POSITION).text).toBe('30');
    expect(device.app.calls).toEqual(['write 30']);
  });

  test('an error: nothing of the whole request is stored', () => {
    const payload = tlv(resource(5, 50), resource(3, 31));
    const exchange = ask('POST', '/32770/0', { payload, format: Format.tlv });
    finish(UNAUTHORIZED);
    expect(exchange.answers[0].code).toBe('4.01');
    expect(server.read('/32770/0/5').text).toBe('5');
    expect(server.read(POSITION).text).toBe('3');
  });

  test('done: all of the request is stored, at once', () => {
    const exchange = ask('POST', '/32770/0', { payload: tlv(resource(5, 50), resource(3, 31)), format: Format.tlv });
    expect(server.read('/32770/0/5').text).toBe('5');
    finish();
    expect(exchange.answers[0].code).toBe('2.04');
    expect([server.read('/32770/0/5').text, server.read(POSITION).text]).toEqual(['50', '31']);
  });

  test('what is wrong with a request is found before anybody is asked', () => {
    expect(server.update('/32770/0', tlv(resource(3, 31), resource(5, integer(1)), resource(5, integer(2))))).toBe('4.00');
    expect(device.app.calls).toEqual([]);
  });

  test('a change meanwhile by somebody else is not undone', () => {
    const exchange = ask('POST', '/32770/0', { payload: tlv(resource(3, 31)), format: Format.tlv });
    server.write('/32770/0/5', '99');
    finish();
    expect(exchange.answers[0].code).toBe('2.04');
    expect(server.read('/32770/0/5').text).toBe('99');
  });
});

describe('Execute', () => {
  test('is carried out once, and answered when it is done', () => {
    const exchange = ask('POST', MOVE, { payload: "0='up'", format: Format.text });
    expect(exchange.answers).toEqual([]);
    finish();
    expect(exchange.answers[0].code).toBe('2.04');
    simulation.run(100_000);
    expect(device.app.calls).toEqual(["move 0='up'"]);
  });

  test('or answered with the error it gives', () => {
    const exchange = ask('POST', MOVE);
    finish(UNAUTHORIZED);
    expect(exchange.answers[0].code).toBe('4.01');
  });
});

describe('several', () => {
  test('other requests are answered in between', () => {
    ask('GET', READING);
    expect(server.read('/3/0/16').text).toBe('U');
    expect(server.write('/32770/0/5', '6')).toBe('2.04');
    finish();
  });

  test('two at the same time, answered in the order their callbacks answer', () => {
    const [first, second] = [ask('POST', MOVE, { payload: '1', format: 0 }), ask('POST', MOVE, { payload: '2', format: 0 })];
    device.app.waiting.reverse();
    finish();
    expect([first.answers.length, second.answers.length]).toEqual([0, 1]);
    finish();
    expect([first.answers[0].code, second.answers[0].code]).toEqual(['2.04', '2.04']);
  });

  test('more than there is room for is 5.03, and not carried out (src/config.ts: 2)', () => {
    const exchanges = [1, 2, 3].map((nr) => ask('POST', MOVE, { payload: String(nr), format: 0 }));
    expect(exchanges.map(({ answers }) => answers.map(({ code }) => code))).toEqual([[], [], ['5.03']]);
    expect(device.app.calls).toEqual(['move 1', 'move 2']);
    finish();
    finish();
    expect(exchanges.map(({ answers }) => answers[0].code)).toEqual(['2.04', '2.04', '5.03']);
    const again = ask('POST', MOVE);
    finish();
    expect(again.answers[0].code).toBe('2.04');
  });

  test('a request too long to be kept is 5.03, and not carried out (src/config.ts: 160 bytes)', () => {
    const exchange = ask('POST', MOVE, { payload: `0='${'x'.repeat(200)}'`, format: 0 });
    expect(exchange.answers.map(({ code }) => code)).toEqual(['5.03']);
    expect(device.app.calls).toEqual([]);
  });

  test('a callback that does not answer in a minute: 5.03, and its late answer does no harm', () => {
    const exchange = ask('POST', MOVE);
    simulation.run(60_000);
    expect(exchange.answers.map(({ code }) => code)).toEqual(['5.03']);
    finish();
    simulation.run(1000);
    expect(exchange.answers).toHaveLength(1);
  });

  test('a hundred in a row: rows are given back', () => {
    for (let round = 0; round < 100; round++) {
      const exchange = server.request('GET', READING);
      simulation.run(100);
      finish(round % 3 === 0 ? UNAUTHORIZED : 0);
      expect(exchange.answers[0].code).toBe(round % 3 === 0 ? '4.01' : '2.05');
    }
  });

  test('an answer that nobody waits for any more does no harm: given twice, or after a new registration', () => {
    const exchange = ask('GET', READING);
    const [request] = device.app.waiting;
    finish();
    device.app.complete(request, 0);
    simulation.run(1000);
    expect(exchange.answers).toHaveLength(1);

    ask('GET', READING);
    server.registrations.clear();
    simulation.run(400_000);
    finish();
    expect(server.read('/3/0/16').text).toBe('U');
    const next = ask('GET', READING);
    finish();
    expect(next.answers[0].code).toBe('2.05');
  });

  test('an application that never answers does not keep its rows for ever', () => {
    ask('POST', MOVE);
    ask('POST', MOVE);
    simulation.run(600_000);
    device.app.waiting.length = 0;
    const exchange = ask('POST', MOVE);
    finish();
    expect(exchange.answers.map(({ code }) => code)).toEqual(['2.04']);
  });
});
