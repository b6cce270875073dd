/** The network of this machine: its first interface with an address that others reach it by. */
import { existsSync, readFileSync } from 'fs';
import { type NetworkInterfaceInfo, networkInterfaces } from 'os';
import { Bearer, type Network } from '../../src/board';

/** Where the kernel tells of interfaces: proc(5) and sysfs(5). */
const WIRELESS = '/proc/net/wireless';
const CLASS = '/sys/class/net/';

function isWord(text: string): boolean {
  return text !== '';
}

/** dBm, from the table of wireless interfaces; undefined when it does not tell of this one. */
export function signalOf(name: string, table: string): number | undefined {
  const lines = table.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const words = lines[i].split(' ').filter(isWord);
    if (words[0] === name + ':') return parseInt(words[3], 10);
  }
  return undefined;
}

function isOwn(each: NetworkInterfaceInfo): boolean {
  return !each.internal && each.family === 'IPv4';
}

/** See `Board.network`. Without a network, that of the machine itself. */
export function network(): Network {
  const interfaces = networkInterfaces();
  const names = Object.keys(interfaces);
  for (let i = 0; i < names.length; i++) {
    const addresses = interfaces[names[i]];
    const own = addresses === undefined ? undefined : addresses.find(isOwn);
    if (own !== undefined) {
      const isWireless = existsSync(CLASS + names[i] + '/wireless');
      return {
        bearer: isWireless ? Bearer.wlan : Bearer.ethernet,
        signalStrength: isWireless ? signalOf(names[i], readFileSync(WIRELESS, 'utf8')) : undefined,
        address: own.address,
      };
    }
  }
  return { bearer: Bearer.ethernet, address: '127.0.0.1' };
}
