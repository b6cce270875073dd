/** A device whose console is typed at. */
import { start, type Device, type DeviceOptions } from '../stack/device';

type App = typeof import('./apps/console');

export interface Console extends Device<App> {
  /** Types a line, lets a little time pass, and gives what was printed meanwhile. */
  type(line: string): string[];
}

/** The application of these tests, registered unless told otherwise. */
export function startConsole(options: DeviceOptions & { isRegistered?: boolean } = {}): Console {
  const { isRegistered = true, ...others } = options;
  const device = start<App>('test/shell/apps/console', { formats: 'all', ...others });
  if (isRegistered) device.simulation.runUntil(() => device.server.registrations.size === 1, 10_000);
  device.simulation.run(10);
  return Object.assign(device, {
    type(line: string): string[] {
      const before = device.simulation.log.length;
      device.simulation.type(line);
      device.simulation.run(500);
      return device.simulation.log.slice(before);
    },
  });
}
