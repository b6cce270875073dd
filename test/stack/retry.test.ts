/** Servers that are silent, refuse or answer nonsense (LwM2M 1.1 Core 6.2.1.2, RFC 7252 4.2 and 4.8). */
import { generate } from 'coap-packet';
import { type Device, SMART_LIGHT, start, startRegistered } from './device';
import { isRequest, type Message, readMessage } from './message';
import { Server } from './server';

const QUIET = 'test/stack/apps/quiet';

/** A location that a test gives by hand. */
const location = ['rd', 'x'].map((segment) => ({ name: 'Location-Path', value: Buffer.from(segment) }));

/** Times at which the client has sent each of its requests: a list of transmissions a message id. */
function attempts({ simulation }: Pick<Device<never>, 'simulation'>): number[][] {
  const transmissions = new Map<number, number[]>();
  for (const { direction, bytes, sentAt } of simulation.datagrams) {
    if (direction !== 'toServer') continue;
    const message = readMessage(bytes, sentAt);
    if (!isRequest(message)) continue;
    const { messageId } = message.packet;
    transmissions.set(messageId, [...(transmissions.get(messageId) ?? []), sentAt]);
  }
  return [...transmissions.values()];
}

/** A client whose server hears everything and says nothing. */
function startUnanswered(seed = 1, file = QUIET) {
  const device = start<{ main(): void }>(file, { seed });
  device.server.script = () => undefined;
  return device;
}

describe('a silent server', () => {
  test.each([1, 2, 3, 4, 5])('seed %i: five transmissions, the waits between them double (RFC 7252 4.2)', (seed) => {
    const device = startUnanswered(seed);
    device.simulation.run(93_000);
    const [first] = attempts(device);
    const timeout = first[1] - first[0];
    expect(timeout).toBeGreaterThanOrEqual(2000);
    expect(timeout).toBeLessThanOrEqual(3000);
    expect(first.map((time) => time - first[0])).toEqual([0, 1, 3, 7, 15].map((factor) => factor * timeout));
  });

  test('the first wait is spread over 2 to 3 s (ACK_RANDOM_FACTOR)', () => {
    const timeouts = Array.from({ length: 25 }, (_, seed) => {
      const device = startUnanswered(seed);
      device.simulation.run(3000);
      const [[sent, again]] = attempts(device);
      return again - sent;
    });
    expect(Math.min(...timeouts)).toBeGreaterThanOrEqual(2000);
    expect(Math.min(...timeouts)).toBeLessThan(2200);
    expect(Math.max(...timeouts)).toBeGreaterThan(2800);
    expect(Math.max(...timeouts)).toBeLessThanOrEqual(3000);
  });

  test('five attempts; after the k-th the pause is 60 s * 2^(k-1) (Communication Retry Timer)', () => {
    const device = startUnanswered();
    device.simulation.run(1_500_000);
    const all = attempts(device);
    expect(all).toHaveLength(5);
    const pauses = all.slice(1).map(([begin], index) => {
      const [first, second] = all[index];
      const givenUp = first + 31 * (second - first); // MAX_TRANSMIT_WAIT for this time-out
      return begin - givenUp;
    });
    expect(pauses.map((pause) => Math.round(pause / 100) / 10)).toEqual([
      expect.closeTo(60, 0),
      expect.closeTo(120, 0),
      expect.closeTo(240, 0),
      expect.closeTo(480, 0),
    ]);
    for (const [index, pause] of pauses.entries()) expect(Math.abs(pause - 60_000 * 2 ** index)).toBeLessThanOrEqual(200);
  });

  test('after the last attempt there is a long pause, then it starts again', () => {
    const device = startUnanswered();
    device.simulation.run(3 * 86_400_000);
    const all = attempts(device);
    expect(all.length).toBeGreaterThan(5);
    expect(all[5][0] - all[4][0]).toBeGreaterThan(3_600_000);
    expect(all.length).toBeLessThanOrEqual(20);
  });

  test("the account's own terms are kept: 2 attempts 10 s apart, sequences 1000 s apart", () => {
    const device = startUnanswered(1, 'test/stack/apps/terms');
    device.simulation.run(1_300_000);
    const [first, second, third] = attempts(device);
    const end = (times: number[]): number => times[0] + 31 * (times[1] - times[0]);
    expect(Math.abs(second[0] - end(first) - 10_000)).toBeLessThanOrEqual(200);
    expect(Math.abs(third[0] - end(second) - 1_000_000)).toBeLessThanOrEqual(200);
  });

  test('an answer to any of the transmissions, even the last, is an answer', () => {
    for (const lost of [1, 2, 3, 4]) {
      const { simulation, server } = start(QUIET);
      for (let nth = 1; nth <= lost; nth++) simulation.wire.toServer.drop(nth);
      simulation.run(60_000);
      expect(server.heard).toHaveLength(1);
      expect(server.registrations.size).toBe(1);
    }
  });

  test('lost answers: the server hears the same bytes again, and registers once', () => {
    const { simulation, server } = start(QUIET);
    for (const nth of [1, 2, 3]) simulation.wire.toBoard.drop(nth);
    simulation.run(60_000);
    expect(server.heard.map(({ bytes }) => bytes.toString('hex'))).toEqual(Array(4).fill(server.heard[0].bytes.toString('hex')));
    expect(server.requests).toHaveLength(1);
  });

  test('an Update that is not answered is followed by a Register', () => {
    const { simulation, server } = startRegistered(QUIET);
    const usual = server.script;
    server.script = (request) => (request.path === '/rd' ? usual(request) : undefined);
    simulation.run(400_000);
    expect(server.requests.slice(1, 3).map(({ path }) => path)).toEqual(['/rd/1', '/rd']);
    expect(server.heard.filter(({ path }) => path === '/rd/1').length).toBeGreaterThanOrEqual(5);
  });

  test('a server that comes back after a day is registered with again', () => {
    const { simulation, server } = startRegistered(QUIET);
    simulation.wire.toServer.loss = 1;
    simulation.run(86_400_000);
    simulation.wire.toServer.loss = 0;
    simulation.run(2 * 86_400_000);
    expect(server.read('/1/0/1').text).toBe('300');
  });
});

describe('a server that refuses', () => {
  test.each(['4.00', '4.03', '4.09', '5.00', '5.03'])('%s to Register is a failed attempt', (code) => {
    const device = startUnanswered();
    device.server.script = () => ({ code });
    device.simulation.run(1_000_000);
    const begins = attempts(device).map(([begin]) => begin);
    expect(attempts(device).every((times) => times.length === 1)).toBe(true);
    expect(begins.slice(1).map((begin, index) => Math.round((begin - begins[index]) / 1000))).toEqual([60, 120, 240, 480]);
  });

  test('RST to Register is a failed attempt', () => {
    const device = startUnanswered();
    device.server.script = ({ packet: { messageId } }) => {
      device.server.send(generate({ code: '0.00', reset: true, messageId }));
      return undefined;
    };
    device.simulation.run(200_000);
    const begins = attempts(device).map(([begin]) => begin);
    expect(begins.slice(1).map((begin, index) => Math.round((begin - begins[index]) / 1000))).toEqual([60, 120]);
  });

  test('refused, then accepted', () => {
    const { simulation, server } = start(QUIET);
    const usual = server.script;
    server.script = (request) => (server.requests.length < 3 ? { code: '4.03' } : usual(request));
    simulation.run(200_000);
    expect(server.requests).toHaveLength(3);
    expect(server.read('/3/0/16').text).toBe('U');
  });

  test('2.01 without a location is no registration: there is nothing to update', () => {
    const { simulation, server } = start(QUIET);
    server.script = () => ({ code: '2.01' });
    simulation.run(300_000);
    expect(new Set(server.requests.map(({ path }) => path))).toEqual(new Set(['/rd']));
  });

  test('a location longer than the client keeps is never used cut short', () => {
    const { simulation, server } = start(QUIET);
    server.nextLocation = Array.from({ length: 8 }, (_, index) => String(index).repeat(120));
    simulation.run(600_000);
    const paths = new Set(server.requests.map(({ path }) => path));
    paths.delete('/rd');
    for (const path of paths) expect(path).toBe(`/${server.nextLocation.join('/')}`);
  });
});

describe('answers that do not fit', () => {
  /** Answers the first Register by hand. */
  function answerBy(answer: (register: Message, server: Server) => void) {
    const { simulation, server } = start(QUIET);
    const usual = server.script;
    server.script = (register) => {
      if (server.requests.length > 1) return register.path === '/rd/x' ? { code: '2.04' } : usual(register);
      answer(register, server);
      return undefined;
    };
    return { simulation, server };
  }

  test.each(['ACK', 'CON', 'NON'])('a 2.01 with another token (%s) is not the answer (RFC 7252 5.3.2)', (type) => {
    const { simulation, server } = answerBy(({ packet: { messageId } }, to) =>
      to.send(
        generate({
          code: '2.01',
          ack: type === 'ACK',
          confirmable: type === 'CON',
          messageId: type === 'ACK' ? messageId : 7,
          token: Buffer.from('other'),
          options: location,
        }),
      ),
    );
    simulation.run(1_000_000);
    expect(server.requests.map(({ path }) => path)).not.toContain('/rd/x');
    expect(server.requests.filter(({ path }) => path === '/rd').length).toBeGreaterThan(1);
    if (type === 'CON') expect(server.heard.find(({ packet }) => packet.reset)?.packet.messageId).toBe(7); // nobody's token
  });

  test('an ACK with another message id is not the answer, the right one still is', () => {
    const { simulation, server } = answerBy(({ packet: { messageId, token } }, to) => {
      to.send(generate({ code: '2.01', ack: true, messageId: messageId ^ 1, token, options: [location[0]] }));
      simulation.after(5000, () => to.send(generate({ code: '2.01', ack: true, messageId, token, options: location })));
    });
    simulation.run(215_000);
    expect(server.requests.slice(1).map(({ path }) => path)).toEqual(['/rd/x']);
    expect(server.heard.filter(({ path }) => path === '/rd').length).toBeGreaterThan(1); // sent again until then
  });

  test.each(['CON', 'NON'])('a separate answer (%s) counts; the empty ACK before it ends the retransmissions', (type) => {
    const { simulation, server } = answerBy(({ packet: { messageId, token } }, to) => {
      to.send(generate({ code: '0.00', ack: true, messageId }));
      simulation.after(20_000, () => to.send(generate({ code: '2.01', confirmable: type === 'CON', messageId: 77, token, options: location })));
    });
    simulation.run(240_000);
    expect(server.requests.map(({ path }) => path)).toEqual(['/rd', '/rd/x']);
    expect(server.heard.filter(({ path }) => path === '/rd')).toHaveLength(1);
    const acknowledged = server.heard.filter(({ packet }) => packet.ack && packet.messageId === 77);
    expect(acknowledged).toHaveLength(type === 'CON' ? 1 : 0);
  });

  test('a separate answer that overtakes the empty ACK, or comes without one, acknowledges as well (RFC 7252 5.2.2)', () => {
    const { simulation, server } = answerBy(({ packet: { messageId, token } }, to) => {
      to.send(generate({ code: '2.01', confirmable: true, messageId: 77, token, options: location }));
      simulation.after(100, () => to.send(generate({ code: '0.00', ack: true, messageId })));
    });
    simulation.run(240_000);
    expect(server.heard.filter(({ path }) => path === '/rd')).toHaveLength(1);
    expect(server.requests.map(({ path }) => path)).toEqual(['/rd', '/rd/x']);
  });

  test('a separate answer sent again is acknowledged again', () => {
    const { simulation, server } = answerBy(({ packet: { token } }, to) => {
      const answer = generate({ code: '2.01', confirmable: true, messageId: 77, token, options: location });
      for (const delay of [0, 2000, 6000]) simulation.after(delay, () => to.send(answer));
    });
    simulation.run(100_000);
    expect(server.heard.filter(({ packet }) => packet.ack && packet.messageId === 77)).toHaveLength(3);
    expect(server.heard.filter(({ packet }) => packet.reset)).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  test('an ACK without an answer to follow does not hold the client up for ever', () => {
    const { simulation, server } = answerBy(({ packet: { messageId } }, to) => to.send(generate({ code: '0.00', ack: true, messageId })));
    simulation.run(600_000);
    expect(server.requests.length).toBeGreaterThan(1);
    expect(server.read('/1/0/0').text).toBe('1');
  });
});

describe('a link that fails', () => {
  test('a server whose name is unknown is looked for again, and found once it is there', () => {
    const { simulation } = start(QUIET, { settings: { endpoint: 'sim', server: 'coap://later', lifetime: 300 } });
    simulation.run(50_000);
    const late = new Server(simulation, 'later');
    simulation.run(20_000);
    expect(late.requests.map(({ path, time }) => [path, Math.round(time / 1000)])).toEqual([['/rd', 60]]);
  });

  test('a link that breaks is opened again, and the client registers anew', () => {
    const { simulation, server, events } = startRegistered(QUIET);
    simulation.run(50_000);
    simulation.after(0, () => events.opened(0, 1));
    simulation.run(100_000);
    expect(server.requests.map(({ path }) => path)).toEqual(['/rd', '/rd']);
    expect(server.read('/1/0/1').text).toBe('300');
  });

  test('a link that breaks again and again is not opened without pause', () => {
    const { simulation, server, events } = start(QUIET);
    server.script = () => undefined;
    for (let second = 0; second < 3600; second++) {
      simulation.run(1000);
      simulation.after(0, () => events.opened(0, 1));
    }
    expect(attempts({ simulation }).length).toBeLessThanOrEqual(6); // five attempts, 60 to 480 s apart
  });

  test.each(['http://server', 'coaps://server', 'server', 'coap://', 'coap://server:0', 'coap://server:65536', 'coap://server:port', ''])(
    'the server URI %j cannot be used: nothing is sent, nothing breaks',
    (uri) => {
      const { simulation } = start(SMART_LIGHT, { settings: { endpoint: 'sim', server: uri, lifetime: 300 } });
      simulation.run(3_600_000);
      expect(simulation.datagrams).toEqual([]);
      simulation.pressButton(0);
      simulation.run(100);
      expect(simulation.leds[0]).toBe(100);
    },
  );
});
