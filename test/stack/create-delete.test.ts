/** Create and Delete (LwM2M 1.1 Core 6.3.6, 6.3.7; lwm2m.md A.6). */
import { parseLinks } from '../../tools/server/linkFormat';
import type { Tlv } from '../../tools/server/tlv';
import { smartLight, startRegistered } from './device';
import { Format, type Message } from './message';
import type { Server } from './server';
import { hex, instance, multiple, resource, tlv, values } from './tlv';

function create(server: Server, payload: Buffer): Message {
  return server.ask('POST', '/3311', { payload, format: Format.tlv });
}

function lights(server: Server): string[] {
  return parseLinks(server.discover('/3311')).map(({ target }) => target).filter((target) => target.split('/').length === 3);
}

describe('Create', () => {
  test('with an id that is free: 2.01, the values given, and the server is told', () => {
    const { server, simulation } = smartLight();
    const answer = create(server, tlv(instance(7, resource(5850, '01'), resource(5851, 40), resource(5750, hex('Second')))));
    expect([answer.code, answer.payload.length]).toEqual(['2.01', 0]);
    expect(['/', '/3311/7']).toContain(answer.location); // needed only when the client chose the id
    expect(values(server.read('/3311/7').payload)).toMatchObject({ '5850': '01', '5851': '28', '5750': hex('Second') });
    simulation.run(100);
    expect(server.registration.links.map(({ target }) => target)).toEqual(expect.arrayContaining(['/3311/0', '/3311/7']));
  });

  test('without an id: the client chooses one, and says which', () => {
    const { server } = smartLight();
    const answer = create(server, tlv(resource(5850, '01'), resource(5851, 40)));
    expect(answer.code).toBe('2.01');
    expect(answer.location).toMatch(/^\/3311\/[1-9]\d*$/);
    expect(server.read(`${answer.location}/5851`).text).toBe('40');
  });

  test('an id that is taken is 4.00, and the instance is as it was', () => {
    const { server } = smartLight();
    const before = server.read('/3311/0').payload;
    expect(create(server, tlv(instance(0, resource(5850, '01'), resource(5851, 1)))).code).toBe('4.00');
    expect(server.read('/3311/0').payload).toEqual(before);
  });

  test('a mandatory resource that is not given is 4.00', () => {
    const { server } = smartLight();
    expect(create(server, tlv(instance(1, resource(5851, 40)))).code).toBe('4.00');
    expect(lights(server)).toEqual(['/3311/0']);
  });

  test.each([
    ['a value of the wrong type', instance(1, resource(5850, '0101'))],
    ['a value out of range', instance(1, resource(5850, '01'), resource(5851, 101))],
    ['a text that is no UTF-8', instance(1, resource(5850, '01'), resource(5750, 'ff'))],
    ['the same resource twice', instance(1, resource(5850, '01'), resource(5850, '00'))],
    ['a multiple resource where there is none', instance(1, multiple(5850, { 0: '01' }))],
    ['an id that is none', instance(65535, resource(5850, '01'))],
  ])('%s is 4.00, and nothing is created', (_name, bad) => {
    const { server, simulation } = smartLight();
    expect(create(server, tlv(bad)).code).toBe('4.00');
    expect(lights(server)).toEqual(['/3311/0']);
    simulation.run(1000);
    expect(server.requests).toHaveLength(1);
  });

  test('what a server may not write is passed over, and what is unknown as well', () => {
    const { server } = smartLight();
    const { code } = create(server, tlv(instance(1, resource(5850, '00'), resource(5805, '3ff0000000000000'), resource(99, '00'))));
    expect(code).toBe('2.01');
    expect(values(server.read('/3311/1').payload)).not.toHaveProperty('5805');
  });

  test('two in one: both, or none when one is bad (lwm2m.md A.6)', () => {
    const { server } = smartLight();
    server.ask('DELETE', '/3311/0');
    const bad = [instance(3, resource(5850, '01')), instance(4, resource(5851, 1))];
    expect(create(server, tlv(...bad)).code).toBe('4.00');
    expect(lights(server)).toEqual([]);
    expect(create(server, tlv(instance(3, resource(5850, '01')), instance(3, resource(5850, '00')))).code).toBe('4.00');
    expect(lights(server)).toEqual([]);
    expect(create(server, tlv(instance(3, resource(5850, '01')), instance(4, resource(5850, '00')))).code).toBe('2.01');
    expect(lights(server)).toEqual(['/3311/3', '/3311/4']);
  });

  test('what the application refuses has the code it gave, and none of the request is there', () => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    const whole = (id: number) => instance(id, resource(1, hex('text')), resource(2, 1));
    const ask = (...instances: Tlv[]): string => server.ask('POST', '/32769', { payload: tlv(...instances), format: Format.tlv }).code;
    const before = server.read('/32769').payload;
    expect(ask(whole(13))).toBe('4.03');
    expect(ask(whole(12), whole(13))).toBe('4.03');
    expect(ask(whole(13), whole(12))).toBe('4.03');
    expect(server.read('/32769').payload).toEqual(before);
    simulation.run(1000);
    expect(server.registration.links.map(({ target }) => target).filter((target) => /\/1[23]$/.test(target))).toEqual([]);
    expect(ask(whole(12), whole(14))).toBe('2.01');
  });

  test('no room for another: an error, and the others are as they were', () => {
    const { server } = smartLight(); // its object has room for two
    expect(create(server, tlv(instance(1, resource(5850, '01')))).code).toBe('2.01');
    const before = server.read('/3311').payload;
    for (let attempt = 0; attempt < 20; attempt++) {
      expect(create(server, tlv(instance(2, resource(5850, '01')))).code).toMatch(/^(4\.00|4\.05|4\.13|5\.00|5\.03)$/);
    }
    expect(values(server.read('/3311').payload)).toEqual(values(before));
  });

  test.each([['text', Format.text], ['opaque', Format.opaque], ['CBOR', Format.cbor]])('in %s is 4.15', (_name, format) => {
    const { server } = smartLight();
    expect(server.ask('POST', '/3311', { payload: '1', format }).code).toBe('4.15');
  });

  test('a payload without Content-Format is refused', () => {
    const { server } = smartLight();
    expect(['4.00', '4.15']).toContain(server.ask('POST', '/3311', { payload: tlv(instance(1, resource(5850, '01'))) }).code);
    expect(lights(server)).toEqual(['/3311/0']);
  });

  test('LightweightM2M-1.1-int-680 Device: Create Object Instance is 4.05', () => {
    const { server } = smartLight();
    expect(server.ask('POST', '/3', { payload: tlv(instance(1, resource(14, hex('Z')))), format: Format.tlv }).code).toBe('4.05');
    expect(server.read('/3/1').code).toBe('4.04');
  });

  test('an object whose application does not let servers create is 4.05', () => {
    const { server } = smartLight();
    expect(server.ask('POST', '/3303', { payload: tlv(instance(1, resource(5750, hex('x')))), format: Format.tlv }).code).toBe('4.05');
  });
});

describe('Delete', () => {
  test('2.02, and it is gone: from Read, Discover and the registration', () => {
    const { server, simulation } = smartLight();
    create(server, tlv(instance(1, resource(5850, '01'))));
    const answer = server.ask('DELETE', '/3311/1');
    expect([answer.code, answer.payload.length]).toEqual(['2.02', 0]);
    expect(server.read('/3311/1').code).toBe('4.04');
    expect(lights(server)).toEqual(['/3311/0']);
    expect(server.ask('DELETE', '/3311/1').code).toBe('4.04');
    simulation.run(100);
    expect(server.registration.links.map(({ target }) => target)).not.toContain('/3311/1');
  });

  test('all of them: Discover shows the object alone', () => {
    const { server } = smartLight();
    server.ask('DELETE', '/3311/0');
    expect(parseLinks(server.discover('/3311')).map(({ target }) => target)).toEqual(['/3311']);
  });

  test('an id that was deleted can be created again, with nothing left of the old', () => {
    const { server } = smartLight();
    server.writeAttributes('/3311/0', 'pmin=5');
    server.writeAttributes('/3311/0/5851', 'gt=50');
    server.ask('DELETE', '/3311/0');
    expect(create(server, tlv(instance(0, resource(5850, '00')))).code).toBe('2.01');
    expect(values(server.read('/3311/0').payload)).not.toHaveProperty('5750');
    expect(server.discover('/3311/0')).not.toMatch(/pmin|gt/);
  });

  test('and again, and again: rows and texts are given back', () => {
    const { server } = smartLight();
    const whole = instance(1, resource(5850, '01'), resource(5750, hex('x'.repeat(60))), resource(5706, hex('#ffffff')));
    for (let round = 0; round < 200; round++) {
      expect(create(server, tlv(whole)).code).toBe('2.01');
      expect(server.ask('DELETE', '/3311/1').code).toBe('2.02');
    }
  });

  test('what the application refuses stays, with its attributes and observations', () => {
    const { server, simulation } = startRegistered('test/stack/apps/types');
    server.writeAttributes('/32769/0', 'pmax=10');
    const exchange = server.observe('/32769/0/2');
    const before = server.read('/32769').payload;
    expect(server.ask('DELETE', '/32769/0').code).toBe('4.03');
    expect(server.read('/32769').payload).toEqual(before);
    simulation.run(21_000);
    expect(exchange.answers.map(({ code }) => code)).toEqual(['2.05', '2.05', '2.05']);
    expect(server.requests).toHaveLength(1);
  });

  test('LightweightM2M-1.1-int-685 Device: Delete Object Instance is 4.05', () => {
    const { server } = smartLight();
    expect(server.ask('DELETE', '/3/0').code).toBe('4.05');
    expect(server.read('/3/0/0').text).toBe('Mote');
  });

  test.each([['/1/0', '4.05'], ['/3303/0', '4.05'], ['/3303/9', '4.04'], ['/4/0', '4.04'], ['/3311', '4.05'], ['/3311/0/5850', '4.05'], ['/3/0/6/0', '4.05']])(
    'DELETE %s is %s',
    (path, code) => {
      const { server } = smartLight();
      expect(server.ask('DELETE', path).code).toBe(code);
    },
  );
});
