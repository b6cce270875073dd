/**
 * How observations end, and what notifications owe the server on a bad day (RFC 7641 3.6, 4.5; LwM2M 1.1 Core 6.4;
 * lwm2m.md A.8, E.4).
 */
import { generate } from 'coap-packet';
import { smartLight, startRegistered } from './device';
import { Format, readMessage } from './message';
import { resource, tlv, values } from './tlv';

type Sensor = typeof import('./apps/sensor');
const VALUE = '/3303/0/5700';

function startSensor(seed = 1) {
  return startRegistered<Sensor>('test/stack/apps/sensor', { seed });
}

describe('the server cancels', () => {
  test('LightweightM2M-1.1-int-302 Cancel Observations using Reset Operation', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    server.confirm = 'reset';
    app.measure(21);
    simulation.run(1000);
    const heard = server.heard.length;
    app.measure(22);
    simulation.run(200_000);
    expect(server.heard.length).toBe(heard);
    expect(exchange.answers).toHaveLength(1);
  });

  test('a RST of one notification ends that observation alone', () => {
    const { server, simulation, app } = startSensor();
    const [first, second] = [server.observe(VALUE), server.observe('/3303/0')];
    server.confirm = 'nothing';
    app.measure(21);
    simulation.run(10);
    const notification = server.heard.at(-1)!;
    server.send(generate({ code: '0.00', reset: true, messageId: notification.packet.messageId }));
    simulation.run(10);
    server.confirm = 'ack';
    app.measure(22);
    simulation.run(200_000);
    const ended = notification.packet.token.equals(first.token) ? first : second;
    const going = ended === first ? second : first;
    expect(ended.answers).toHaveLength(1);
    expect(going.answers.length).toBeGreaterThan(1);
  });

  test('a RST of nothing that was sent cancels nothing', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    server.send(generate({ code: '0.00', reset: true, messageId: 0xfffe }));
    simulation.run(10);
    app.measure(21);
    simulation.run(100);
    expect(exchange.answers).toHaveLength(2);
  });

  test('LightweightM2M-1.1-int-303 Cancel observations using Observe with Cancel parameter', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    const answer = server.ask('GET', VALUE, { observe: 1, token: exchange.token });
    expect([answer.code, answer.observe, Number(answer.text)]).toEqual(['2.05', undefined, 20]);
    app.measure(21);
    simulation.run(200_000);
    expect(exchange.answers).toHaveLength(1);
  });

  test('cancelled by another token at the same path, it ends as well (lwm2m.md K.23)', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    expect(server.ask('GET', VALUE, { observe: 1 }).observe).toBeUndefined();
    app.measure(21);
    simulation.run(200_000);
    expect(exchange.answers).toHaveLength(1);
  });

  test('cancelling at another path leaves it going', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    server.ask('GET', '/3303/0', { observe: 1 });
    app.measure(21);
    simulation.run(100);
    expect(exchange.answers).toHaveLength(2);
  });

  test('what was not observed can be cancelled: a plain answer', () => {
    const { server } = startSensor();
    const answer = server.ask('GET', VALUE, { observe: 1 });
    expect([answer.code, answer.observe]).toEqual(['2.05', undefined]);
  });
});

describe('tokens', () => {
  test('two tokens on the same path are two observations', () => {
    const { server, simulation, app } = startSensor();
    const [first, second] = [server.observe(VALUE), server.observe(VALUE)];
    app.measure(21);
    simulation.run(100);
    expect([first.answers.length, second.answers.length]).toEqual([2, 2]);
    server.ask('GET', VALUE, { observe: 1, token: first.token });
    app.measure(22);
    simulation.run(100);
    expect([first.answers.length, second.answers.length]).toEqual([2, 3]);
  });

  test('the same token again replaces the observation (RFC 7641 4.1)', () => {
    const { server, simulation, app } = startSensor();
    const old = server.observe(VALUE);
    const renewed = server.observe('/3303/0', { token: old.token });
    app.measure(21);
    simulation.run(100);
    expect(renewed.answers).toHaveLength(2);
    expect(renewed.answers[1].format).toBe(Format.tlv);
    expect(renewed.answers[1].observe).toBeGreaterThanOrEqual(renewed.answers[0].observe!);
  });

  test.each([0, 1, 8])('a token of %i bytes', (length) => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE, { token: Buffer.alloc(length, 0x5a) });
    app.measure(21);
    simulation.run(100);
    expect(exchange.answers).toHaveLength(2);
  });

  test('no more room for observations: the answer is a plain one, and the others go on (RFC 7641 4.1)', () => {
    const { server, simulation, app } = startSensor();
    const exchanges = Array.from({ length: 12 }, () => server.observe(VALUE)); // src/config.ts has room for 8
    const observing = exchanges.filter(({ answers }) => answers[0].observe !== undefined);
    const refused = exchanges.filter(({ answers }) => answers[0].observe === undefined);
    expect([observing.length, refused.length]).toEqual([8, 4]);
    for (const { answers } of refused) expect(answers[0].code).toBe('2.05');
    app.measure(21);
    simulation.run(1000);
    for (const { answers } of observing) expect(answers).toHaveLength(2);
    for (const { answers } of refused) expect(answers).toHaveLength(1);
    server.ask('GET', VALUE, { observe: 1, token: observing[3].token });
    expect(server.observe('/3303').answers[0].observe).toBeDefined();
  });
});

describe('the target goes', () => {
  test.each(['/3311/0', '/3311/0/5851'])('%s deleted: 4.04 with its token and without Observe, then silence', (path) => {
    const { server, simulation } = smartLight();
    const exchange = server.observe(path);
    server.ask('DELETE', '/3311/0');
    simulation.run(1000);
    expect(exchange.answers.map(({ code }) => code)).toEqual(['2.05', '4.04']);
    expect(exchange.answers[1].observe).toBeUndefined();
    expect(exchange.answers[1].payload).toHaveLength(0);
    server.ask('POST', '/3311', { payload: tlv({ ...resource(5850, '01') }), format: Format.tlv });
    simulation.run(200_000);
    expect(exchange.answers).toHaveLength(2);
  });

  test('a resource instance that a replacing write takes away: 4.04', () => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    const exchange = server.observe('/32769/0/102/7');
    server.write('/32769/0/102', Buffer.from('8366410001', 'hex'), Format.tlv);
    simulation.run(1000);
    expect(exchange.answers.map(({ code }) => code)).toEqual(['2.05', '4.04']);
  });

  test('the observation of its object goes on', () => {
    const { server, simulation } = smartLight();
    const exchange = server.observe('/3311');
    server.ask('DELETE', '/3311/0');
    simulation.run(1000);
    expect(exchange.answers.map(({ code }) => code)).toEqual(['2.05', '2.05']);
  });
});

describe('the registration goes', () => {
  test('a new Register voids the observations (LwM2M 1.1 Core 6.4.3)', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    server.registrations.clear();
    simulation.run(400_000);
    expect(server.requests.filter(({ path }) => path === '/rd')).toHaveLength(2);
    app.measure(30);
    simulation.run(10_000);
    expect(exchange.answers).toHaveLength(1);
  });

  test('a De-register voids them, and nothing is told while the server is disabled', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    server.writeAttributes(VALUE, 'pmax=10');
    server.update('/1/0', tlv(resource(5, 60)));
    server.execute('/1/0/4');
    app.measure(30);
    simulation.run(120_000);
    app.measure(31);
    simulation.run(60_000);
    expect(server.requests.filter(({ path }) => path === '/rd')).toHaveLength(2);
    expect(exchange.answers).toHaveLength(1);
  });

  test('a reboot voids them', () => {
    const device = startSensor();
    const exchange = device.server.observe(VALUE);
    device.server.execute('/3/0/4');
    device.simulation.run(10_000);
    device.app.measure(30);
    device.simulation.run(10_000);
    expect(exchange.answers).toHaveLength(1);
  });
});

describe('a bad day', () => {
  /** Writes Notification Storing, then measures while the server acknowledges no notification. */
  function unheard(storing: boolean, seed = 1) {
    const { server, simulation, app } = startSensor(seed);
    server.write('/1/0/6', storing ? '1' : '0');
    const exchange = server.observe(VALUE);
    server.confirm = 'nothing';
    app.measure(21);
    simulation.run(60_000);
    const sent = (): number => server.heard.filter(({ packet }) => packet.token.equals(exchange.token) && !packet.ack).length;
    return { server, simulation, app, exchange, sent };
  }

  test('a notification that is never acknowledged is sent five times, then the observation is over (RFC 7641 4.5)', () => {
    const { server, simulation, app, exchange, sent } = unheard(false);
    simulation.run(40_000);
    const times = server.heard.filter(({ packet }) => packet.token.equals(exchange.token) && !packet.ack).map(({ time }) => time);
    expect(times).toHaveLength(5);
    const waits = times.slice(1).map((time, index) => time - times[index]);
    expect(waits[0]).toBeGreaterThanOrEqual(2000);
    expect(waits[0]).toBeLessThanOrEqual(3000);
    expect(waits).toEqual([1, 2, 4, 8].map((factor) => factor * waits[0]));

    server.confirm = 'ack';
    app.measure(22);
    simulation.run(400_000);
    expect(sent()).toBe(5);
  });

  describe('Notification Storing (LwM2M 1.1 Core E.2)', () => {
    test('the latest value is sent once when an Update finds the server back', () => {
      const { server, simulation, app, exchange, sent } = unheard(true);
      const before = server.requests.length;
      simulation.run(20_000);
      app.measure(22);
      app.measure(23);
      server.confirm = 'ack';
      simulation.run(40_000);
      expect(server.requests.slice(before).map(({ path }) => path)).toEqual(['/rd/1']);
      expect(exchange.answers.map(({ text }) => Number(text))).toEqual([20, 23]);
      app.measure(24);
      simulation.run(100);
      expect(exchange.answers.map(({ text }) => Number(text))).toEqual([20, 23, 24]);
      expect(sent()).toBeGreaterThan(5);
    });

    test('what the server did not get is sent though it is the value it knew before', () => {
      const { server, simulation, app, exchange } = unheard(true);
      app.measure(20); // after the last retransmission
      server.confirm = 'ack';
      simulation.run(60_000);
      expect(exchange.answers.map(({ text }) => Number(text))).toEqual([20, 20]);
    });

    test('a server that answers Updates but no notifications is not told for ever', () => {
      const { simulation, sent } = unheard(true);
      simulation.run(2_000_000);
      expect(sent()).toBe(10);
    });

    test.each([['hqmax=0', 5], ['hqmax=3', 10]])('%s decides instead, for the paths it is set on', (query, expected) => {
      const { server, simulation, app } = startSensor();
      server.write('/1/0/6', expected === 5 ? '1' : '0');
      server.writeAttributes(VALUE, query);
      const exchange = server.observe(VALUE);
      server.confirm = 'nothing';
      app.measure(21);
      simulation.run(2_000_000);
      expect(server.heard.filter(({ packet }) => packet.token.equals(exchange.token) && !packet.ack)).toHaveLength(expected);
    });

    test('a Register ends it (LwM2M 1.1 Core 6.4.3)', () => {
      const { server, simulation, exchange } = unheard(true);
      server.registrations.clear(); // the Update is answered 4.04
      simulation.run(60_000);
      server.confirm = 'ack';
      simulation.run(300_000);
      expect(exchange.answers).toHaveLength(1);
    });
  });

  test('what is sent again is the newest value, and the schedule of retransmissions stays (RFC 7641 4.5.2)', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    simulation.wire.toServer.loss = 1;
    app.measure(21);
    simulation.run(1000);
    app.measure(22);
    simulation.run(2100); // the first time-out was 2 to 3 s
    app.measure(23);
    simulation.wire.toServer.loss = 0;
    simulation.run(60_000);
    expect(Number(exchange.newest!.text)).toBe(23);
    const sent = simulation.datagrams
      .filter(({ direction, bytes }) => direction === 'toServer' && bytes[0] >> 4 === 4)
      .map(({ bytes, sentAt }) => readMessage(bytes, sentAt))
      .filter(({ packet }) => packet.token.equals(exchange.token));
    const [first, second, third] = sent;
    expect(sent.map(({ text }) => Number(text))).toEqual([21, 22, 23]);
    expect(third.time - second.time).toBe(2 * (second.time - first.time));
    expect(new Set(sent.map(({ packet }) => packet.messageId)).size).toBe(3); // a fresh message each
    expect(second.observe).toBeGreaterThan(first.observe!);
    expect(third.observe).toBeGreaterThan(second.observe!);
  });

  test.each([1, 2, 3, 4, 5, 6])('seed %i: after changes on a wire that loses a third, the server has the newest value', (seed) => {
    const { server, simulation, app } = startSensor(seed);
    const exchange = server.observe(VALUE);
    simulation.wire.toServer.loss = 0.33;
    simulation.wire.toBoard.loss = 0.33;
    for (let value = 1; value <= 20; value++) {
      app.measure(value);
      simulation.run(1700);
    }
    simulation.wire.toServer.loss = 0;
    simulation.wire.toBoard.loss = 0;
    simulation.run(120_000);
    expect(Number(exchange.newest!.text)).toBe(20);
  });

  test('one notification is under way at a time; the others wait (NSTART 1)', () => {
    const { server, simulation, app } = startSensor();
    const exchanges = [server.observe(VALUE), server.observe('/3303/0'), server.observe('/3303')];
    server.confirm = 'nothing';
    app.measure(21);
    simulation.run(40_000);
    const sent = server.heard.filter(({ packet }) => packet.confirmable && exchanges.some(({ token }) => packet.token.equals(token)));
    expect(new Set(sent.map(({ packet }) => packet.token.toString('hex'))).size).toBe(1);
    server.confirm = 'ack';
    simulation.run(300_000);
    for (const { newest } of exchanges) expect(newest?.code).toBe('2.05');
  });

  test('requests are answered while a notification is under way', () => {
    const { server, simulation, app } = startSensor();
    server.observe(VALUE);
    server.confirm = 'nothing';
    app.measure(21);
    simulation.run(3000);
    expect(Number(server.read(VALUE).text)).toBe(21);
  });

  test('at least one notification in 24 hours is confirmable (RFC 7641 4.5)', () => {
    const { server, simulation } = startSensor();
    server.writeAttributes(VALUE, 'pmax=3600');
    const exchange = server.observe(VALUE);
    simulation.run(3 * 86_400_000);
    expect(exchange.answers.length).toBeGreaterThanOrEqual(72);
    const confirmable = exchange.answers.filter(({ packet }) => packet.confirmable).map(({ time }) => time);
    const waits = confirmable.map((time, index) => time - (confirmable[index - 1] ?? exchange.answers[0].time));
    expect(Math.max(...waits)).toBeLessThanOrEqual(86_400_000);
  });

  test('the Observe value counts on past 2^8 and 2^16, always newer (RFC 7641 3.4)', () => {
    const { server, simulation, app } = startSensor();
    const exchange = server.observe(VALUE);
    for (let round = 0; round < 600; round++) {
      app.measure(round % 7);
      simulation.run(3);
    }
    expect(exchange.answers.length).toBeGreaterThan(500);
    expect(exchange.newest).toBe(exchange.answers.at(-1));
    expect(values(server.read('/3303/0', Format.tlv).payload)).toHaveProperty('5700');
  });
});
