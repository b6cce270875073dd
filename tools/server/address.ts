/** Addresses as URLs show them. */
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** `scheme://host:port` for a socket bound to `host`; for one bound to every address, with one that others can reach. */
export function urlOf(scheme: string, host: string, port: number): string {
  const address = host === '0.0.0.0' || host === '::' ? (outwardAddress() ?? '127.0.0.1') : host;
  return `${scheme}://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

function outwardAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
