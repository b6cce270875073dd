import { network, signalOf } from '../../../boards/linux/network';

/** As the kernel writes /proc/net/wireless. */
const wireless = `Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlp2s0: 0000   58.  -52.  -256        0      0      0      0   4321        0
  wlan1: 0000   30.  -80.  -256        0      0      0      0      0        0
`;

test('the signal of an interface is in the table of wireless ones', () => {
  expect(signalOf('wlp2s0', wireless)).toBe(-52);
  expect(signalOf('wlan1', wireless)).toBe(-80);
  expect(signalOf('eth0', wireless)).toBeUndefined();
});

test('this machine has an address', () => {
  expect(network().address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
});
