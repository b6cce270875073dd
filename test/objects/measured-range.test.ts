import { startRegistered } from '../stack/device';

function start() {
  return startRegistered<typeof import('./apps/measured')>('test/objects/apps/measured');
}

type Device = ReturnType<typeof start>;

/** Least and greatest of each: humidity, position, X and Y; what is not there as its code. */
function ranges({ server }: Device): (number | string)[][] {
  const pairs = [
    ['/3304/1/5601', '/3304/1/5602'],
    ['/3337/0/5601', '/3337/0/5602'],
    ['/3334/0/5508', '/3334/0/5509'],
    ['/3334/0/5510', '/3334/0/5511'],
    ['/3334/0/5512', '/3334/0/5513'],
  ];
  return pairs.map((pair) =>
    pair.map((path) => {
      const { code, text } = server.read(path);
      return code === '2.05' ? Number(text) : code;
    }),
  );
}

const nothing = ['4.04', '4.04'];

test('before the first measurement there is no range', () => {
  expect(ranges(start())).toEqual([nothing, nothing, nothing, nothing, nothing]);
});

test('each value has its own range', () => {
  const device = start();
  device.app.measure(40, 7, -3, 90);
  expect(ranges(device)).toEqual([[40, 40], [7, 7], [-3, -3], [90, 90], nothing]);
  device.app.measure(38.5, 9, -5, 100);
  device.app.measure(39, 8, -4, 95);
  expect(ranges(device)).toEqual([[38.5, 40], [7, 9], [-5, -3], [90, 100], nothing]);
});

test('reset begins anew with the value measured last, for the object that was told', () => {
  const device = start();
  device.app.measure(40, 7, -3, 90);
  device.app.measure(30, 9, -1, 80);
  expect(device.server.ask('POST', '/3304/1/5605').code).toBe('2.04');
  expect(ranges(device)).toEqual([[30, 30], [7, 9], [-3, -1], [80, 90], nothing]);
  expect(device.server.ask('POST', '/3337/0/5605').code).toBe('2.04');
  expect(device.server.ask('POST', '/3334/0/5605').code).toBe('2.04');
  expect(ranges(device)).toEqual([[30, 30], [9, 9], [-1, -1], [80, 80], nothing]);
  device.app.measure(31, 10, 0, 70);
  expect(ranges(device)).toEqual([[30, 31], [9, 10], [-1, 0], [70, 80], nothing]);
});

test('what a server writes to a positioner counts as its position', () => {
  const device = start();
  device.app.measure(40, 7, 0, 0);
  expect(device.server.write('/3337/0/5536', '12.5')).toBe('2.04');
  expect(ranges(device)[1]).toEqual([7, 12.5]);
});
