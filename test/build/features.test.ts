import type { Settings } from '../../build/config';
import { featureTable, measureFeatures, requireSum, type FeatureSizes } from '../../build/features';

const defaults: Settings = {
  formatText: 1, formatOpaque: 1, formatTlv: 1, formatCbor: 1, formatSenmlJson: 1, formatSenmlCbor: 1, formatLwm2mJson: 1, formatLwm2mCbor: 1,
  cborDates: 1, composite: 1, send: 1, transfers: 2, writeAttributes: 1, attributes12: 1, discover: 1, createDelete: 1, bootstrap: 1, bootstrapPack: 1,
  provisioning: 1, queueMode: 1, firmware: 1, firmwarePull: 1, accessControl: 1, statistics: 1, tcp: 1, dtls: 1, shell: 1,
};
const configured: Settings = { ...defaults, bootstrap: 0, bootstrapPack: 0, tcp: 0 };

/** An image that is larger by 10 for each feature, by 100 for JSON, by 200 for CBOR, and by 50 for any format. */
function bytesWith(settings: Settings): number {
  const has = (...names: string[]): boolean => names.some((name) => settings[name] > 0);
  const json = has('formatSenmlJson', 'formatLwm2mJson') ? 100 : 0;
  const cbor = has('formatCbor', 'formatSenmlCbor', 'formatLwm2mCbor') ? 200 : 0;
  const formats = Object.keys(defaults).filter((name) => name.startsWith('format'));
  return 1000 + 10 * Object.keys(defaults).filter((name) => has(name)).length + json + cbor + (has(...formats) ? 50 : 0);
}

const row = (sizes: FeatureSizes, name: string): number | undefined => [...sizes.present, ...sizes.absent].find((each) => each.name === name)?.bytes;

test('each feature is measured, and what formats share once', async () => {
  const sizes = await measureFeatures(configured, defaults, (changed) => Promise.resolve(bytesWith({ ...configured, ...changed })));
  expect([sizes.bytes, sizes.allOff]).toEqual([bytesWith(configured), 1000]);
  expect(['TLV', 'shared by the JSON formats', 'shared by the CBOR formats', 'shared by more formats'].map((name) => row(sizes, name))).toEqual([10, 100, 200, 50]);
  expect(sizes.absent).toEqual([{ name: 'bootstrap', bytes: 20 }, { name: 'CoAP over TCP', bytes: 10 }]);
  expect(sizes.present.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(sizes.bytes - sizes.allOff);
  expect(() => requireSum('image', sizes)).not.toThrow();
  expect(featureTable(sizes)).toMatch(/\n {2}TLV +10\n[\s\S]*\nall of them left out: bytes less +590\nThe sum is 0\.0 % from that/);
});

test('rows that are more than 5 % from what all together make are refused', () => {
  const sizes = { bytes: 2000, allOff: 1000, present: [{ name: 'a', bytes: 950 }], absent: [] };
  expect(() => requireSum('image', sizes)).not.toThrow();
  expect(() => requireSum('image', { ...sizes, present: [{ name: 'a', bytes: 949 }] })).toThrow('image is 1000 bytes smaller without its features; one by one they make 949');
});
