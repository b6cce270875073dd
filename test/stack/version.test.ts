/** What depends on the version of the enabler that a server is registered with (LwM2M 1.1 Core 6.2.1). */
import { parseLinks } from '../../tools/server/linkFormat';
import { type DeviceOptions, start } from './device';
import { type Message, uint } from './message';

const QUIET = 'test/stack/apps/quiet';
type Quiet = typeof import('./apps/quiet');

/** A client whose server knows versions up to `highest`; and its Registers, each by version. */
function negotiate(version: number, highest: string, options: DeviceOptions = {}) {
  const device = start<Quiet>(QUIET, { config: { version }, ...options });
  const usual = device.server.script;
  const asked: string[] = [];
  device.server.script = (request) => {
    if (request.path !== '/rd') return usual(request);
    const lwm2m = request.query.find((query) => query.startsWith('lwm2m='))!.slice(6);
    asked.push(lwm2m);
    return lwm2m > highest ? { code: '4.12' } : usual(request);
  };
  device.simulation.run(1000);
  return { ...device, asked };
}

test.each([
  [12, '1.2', ['1.2']],
  [12, '1.1', ['1.2', '1.1']],
  [12, '1.0', ['1.2', '1.1', '1.0']],
  [11, '1.0', ['1.1', '1.0']],
  [10, '1.2', ['1.0']],
])('a client of version %i and a server up to %s: 4.12 lowers the version at once', (version, highest, versions) => {
  const { asked, server } = negotiate(version, highest);
  expect(asked).toEqual(versions);
  expect(server.registrations.size).toBe(1);
});

test('no version in common is a failed attempt', () => {
  const { asked, server, simulation } = negotiate(11, '0.9');
  simulation.run(58_000);
  expect(asked).toEqual(['1.1', '1.0']);
  expect(server.registrations.size).toBe(0);
});

test.each([
  [10, ['/1', '/3'], []],
  [11, [], ['/1', '/3']],
  [12, ['/1', '/3'], []],
])('in version %i, the versions of %j are told', (version, told, untold) => {
  const { server } = negotiate(version, '1.2');
  const versions = new Map(parseLinks(server.requests[0].text).map(({ target, attributes }) => [target, attributes.get('ver')]));
  for (const target of told) expect(versions.get(target)).toBe('1.1');
  for (const target of untold) expect(versions.get(target)).toBeUndefined();
});

describe('queue mode is told', () => {
  const settings = { endpoint: 'sim', server: 'coap://server', lifetime: 300, binding: 'UQ' };

  test('in 1.0 as a letter of b', () => {
    const { server } = negotiate(11, '1.0', { settings });
    expect([...server.requests[1].query].sort()).toEqual(['b=UQ', 'ep=sim', 'lt=300', 'lwm2m=1.0']);
  });

  test('LightweightM2M-1.1-int-108 Turn on Queue Mode: in 1.1 as a parameter', () => {
    const { server } = negotiate(11, '1.1', { settings });
    expect([...server.requests[0].query].sort()).toEqual(['Q', 'b=U', 'ep=sim', 'lt=300', 'lwm2m=1.1']);
  });
});

describe('LightweightM2M-1.2-int-110 Initial Registration using Profile ID', () => {
  const settings = { endpoint: 'sim', server: 'coap://server', lifetime: 300, profile: '6:27354b9a' };

  test('in the place of the object list', () => {
    const { server } = negotiate(12, '1.2', { settings });
    expect([...server.requests[0].query].sort()).toEqual(['b=U', 'ep=sim', 'lt=300', 'lwm2m=1.2', 'pid=6:27354b9a']);
    expect([server.requests[0].payload.length, server.requests[0].format]).toEqual([0, undefined]);
  });

  test('4.09: again, with the list', () => {
    const device = start<Quiet>(QUIET, { config: { version: 12 }, settings });
    const usual = device.server.script;
    device.server.script = (request) => (request.path === '/rd' && request.payload.length === 0 ? { code: '4.09' } : usual(request));
    device.simulation.run(1000);
    expect(device.server.requests.map(({ payload }) => payload.length > 0)).toEqual([false, true]);
    expect(device.server.registration.links.map(({ target }) => target)).toContain('/3/0');
  });

  test('in 1.1 there is none', () => {
    const { server } = negotiate(12, '1.1', { settings });
    expect(server.requests[1].query.some((query) => query.startsWith('pid'))).toBe(false);
    expect(server.requests[1].text).toContain('</3/0>');
  });
});

describe('a registration that does not fit a message', () => {
  /** The Block1 option: number, more, SZX. */
  function block({ packet }: Message): [number, number, number] {
    const value = packet.options.find(({ name }) => name === 'Block1')!.value;
    const option = [...value].reduce((sum, byte) => 256 * sum + byte, 0);
    return [option >>> 4, (option >>> 3) & 1, option & 7];
  }

  /** A server that puts blocks together; at most of `szx`, and with an answer of its own to some requests. */
  function startBlocks(szx: number, disturb: (nth: number, app: typeof import('./apps/servers')) => string | undefined = () => undefined) {
    const settings = { endpoint: 'sim', server: JSON.stringify([{ host: 'server' }]), lifetime: 300 };
    const device = start<typeof import('./apps/servers')>('test/stack/apps/servers', { config: { messageBytes: 88 }, settings });
    const blocks: string[] = [];
    let body = Buffer.alloc(0);
    const usual = device.server.script;
    device.server.script = (request) => {
      if (request.path !== '/rd') return usual(request);
      const [number, more, size] = block(request);
      blocks.push(`${number}/${more}/${size}`);
      const code = disturb(blocks.length, device.app);
      const echo = { name: 'Block1' as const, value: uint(16 * number + 8 * more + Math.min(size, szx)) };
      if (code !== undefined) return { code, options: [echo] };
      body = Buffer.concat([body.subarray(0, number << (size + 4)), request.payload]);
      if (more === 1) return { code: '2.31', options: [echo] };
      const answer = usual({ ...request, text: body.toString() })!;
      return { ...answer, options: [...(answer.options ?? []), echo] };
    };
    device.simulation.run(1000);
    return { ...device, blocks };
  }

  const whole = start(QUIET);
  whole.simulation.run(100);
  const links = whole.server.registration.links;

  test('goes in blocks', () => {
    const { blocks, server } = startBlocks(6);
    expect(blocks.length).toBeGreaterThan(1);
    expect(server.registration.links).toEqual(links);
  });

  test('in smaller ones when the server likes', () => {
    const { blocks, server } = startBlocks(0);
    expect(blocks.slice(1).every((one) => one.endsWith('/0'))).toBe(true);
    expect(server.registration.links).toEqual(links);
  });

  test('4.08 begins it again', () => {
    const { blocks, server } = startBlocks(0, (nth) => (nth === 2 ? '4.08' : undefined));
    expect(blocks.map((one) => one.split('/')[0])).toEqual(['0', '2', '0', '1', '2']);
    expect(server.registration.links).toEqual(links);
  });

  test('4.08 without end is a failed attempt', () => {
    const { blocks, server } = startBlocks(0, () => '4.08');
    expect(blocks.length).toBeLessThanOrEqual(6);
    expect(server.registrations.size).toBe(0);
  });

  test('what has changed between two blocks is sent from the start', () => {
    const { blocks, server } = startBlocks(0, (nth, app) => {
      if (nth === 1) app.addInstance();
      return undefined;
    });
    expect(blocks[1].startsWith('0/1')).toBe(true);
    expect(server.registration.links.map(({ target }) => target)).toEqual(['/', '/1/0', '/1/9', '/3/0']);
  });
});
