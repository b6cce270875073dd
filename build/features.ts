/**
 * What each feature of an image costs, measured: the image is built once more for each, with the feature left out, or
 * put in where it is not there. What two features share goes only when both do, so families of formats are measured
 * together, too; and in the end everything is left out at once, which shows whether the rows tell the truth.
 */
import type { Settings } from './config';
import { BuildFailure } from './failure';

interface Feature {
  readonly name: string;
  /** The settings of src/config.ts that leave it out when they are 0. */
  readonly settings: readonly string[];
}

interface Family {
  readonly name: string;
  readonly features: readonly Feature[];
}

const senmlJson: Feature = { name: 'SenML JSON', settings: ['formatSenmlJson'] };
const lwm2mJson: Feature = { name: 'LwM2M JSON', settings: ['formatLwm2mJson'] };
const cbor: Feature = { name: 'CBOR', settings: ['formatCbor'] };
const senmlCbor: Feature = { name: 'SenML CBOR', settings: ['formatSenmlCbor'] };
const lwm2mCbor: Feature = { name: 'LwM2M CBOR', settings: ['formatLwm2mCbor'] };

const formats: readonly Feature[] = [
  { name: 'text', settings: ['formatText'] },
  { name: 'opaque', settings: ['formatOpaque'] },
  { name: 'TLV', settings: ['formatTlv'] },
  cbor,
  senmlJson,
  senmlCbor,
  lwm2mJson,
  lwm2mCbor,
];

const composite: Feature = { name: 'composite operations', settings: ['composite'] };
const send: Feature = { name: 'Send', settings: ['send'] };
const writeAttributes: Feature = { name: 'Write-Attributes', settings: ['writeAttributes'] };
const attributes12: Feature = { name: 'attributes of LwM2M 1.2', settings: ['attributes12'] };
const shell: Feature = { name: 'shell', settings: ['shell'] };

/** A family comes behind those that are parts of it. Values as text are what formats and the shell have in common. */
const families: readonly Family[] = [
  { name: 'shared by the JSON formats', features: [senmlJson, lwm2mJson] },
  { name: 'shared by the CBOR formats', features: [cbor, senmlCbor, lwm2mCbor] },
  { name: 'shared by more formats', features: formats },
  { name: 'shared by formats and shell', features: [...formats, shell] },
  { name: 'shared by composite operations and Send', features: [composite, send] },
  { name: 'shared by both of the attributes', features: [writeAttributes, attributes12] },
];

const others: readonly Feature[] = [
  { name: 'dates as text in CBOR', settings: ['cborDates'] },
  composite,
  send,
  { name: 'requests in blocks', settings: ['transfers'] },
  writeAttributes,
  attributes12,
  { name: 'Discover', settings: ['discover'] },
  { name: 'Create and Delete', settings: ['createDelete'] },
  { name: 'bootstrap', settings: ['bootstrap', 'bootstrapPack'] },
  { name: 'provisioning kept', settings: ['provisioning'] },
  { name: 'queue mode', settings: ['queueMode'] },
  { name: 'firmware update', settings: ['firmware', 'firmwarePull'] },
  { name: 'access control', settings: ['accessControl'] },
  { name: 'statistics', settings: ['statistics'] },
  { name: 'CoAP over TCP', settings: ['tcp'] },
  { name: 'DTLS', settings: ['dtls'] },
  shell,
];

export interface FeatureSize {
  readonly name: string;
  /** Bytes that the image loses without it, or gets with it. */
  readonly bytes: number;
}

export interface FeatureSizes {
  /** Bytes of the image as it is configured, and without everything. */
  readonly bytes: number;
  readonly allOff: number;
  /** What is in the image; what a family shares is a row of its own. */
  readonly present: readonly FeatureSize[];
  /** What is not in the image, and would make it larger. */
  readonly absent: readonly FeatureSize[];
}

function off(features: readonly Feature[]): Settings {
  return Object.fromEntries(features.flatMap(({ settings }) => settings.map((setting) => [setting, 0])));
}

/**
 * Measures each feature.
 * @param configured The settings of the image, those of src/config.ts among them.
 * @param defaults Those of src/config.ts, with which a feature is put in.
 * @param measure The bytes of the image with these settings over its own.
 */
export async function measureFeatures(
  configured: Settings,
  defaults: Settings,
  measure: (changed: Settings) => Promise<number>,
): Promise<FeatureSizes> {
  const isPresent = ({ settings }: Feature): boolean => configured[settings[0]] > 0;
  const bytes = await measure({});
  const present: FeatureSize[] = [];
  const absent: FeatureSize[] = [];
  const saved = new Map<Feature, number>();
  /** Bytes that families share, by family. */
  const shared: { members: ReadonlySet<Feature>; bytes: number }[] = [];
  for (const feature of [...formats, ...others]) {
    if (isPresent(feature)) {
      const less = bytes - (await measure(off([feature])));
      saved.set(feature, less);
      present.push({ name: feature.name, bytes: less });
    } else {
      const on = Object.fromEntries(feature.settings.map((setting) => [setting, defaults[setting]]));
      absent.push({ name: feature.name, bytes: (await measure(on)) - bytes });
    }
  }
  for (const { name, features } of families) {
    const members = features.filter(isPresent);
    if (members.length > 1) {
      const alone = members.reduce((sum, each) => sum + (saved.get(each) ?? 0), 0);
      const inner = shared.filter((each) => [...each.members].every((member) => members.includes(member)));
      const less = bytes - (await measure(off(members))) - alone - inner.reduce((sum, each) => sum + each.bytes, 0);
      shared.push({ members: new Set(members), bytes: less });
      present.push({ name, bytes: less });
    }
  }
  return { bytes, allOff: await measure(off([...formats, ...others])), present, absent };
}

/** How far the rows may be from what is measured without everything. */
const tolerance = 0.05;

/** What the rows of the table come to, in bytes. */
function sumOfFeatures({ present }: FeatureSizes): number {
  return present.reduce((sum, each) => sum + each.bytes, 0);
}

/** @throws BuildFailure unless the image without everything is smaller by what the rows say, within 5 %. */
export function requireSum(image: string, sizes: FeatureSizes): void {
  const less = sizes.bytes - sizes.allOff;
  const sum = sumOfFeatures(sizes);
  if (Math.abs(sum - less) > tolerance * less) {
    throw new BuildFailure(`${image} is ${less} bytes smaller without its features; one by one they make ${sum}`);
  }
}

function row(name: string, bytes: number): string {
  return `${name.padEnd(44)}${String(bytes).padStart(8)}`;
}

/** The table of `npm run build -- --features`. */
export function featureTable(sizes: FeatureSizes): string {
  const less = sizes.bytes - sizes.allOff;
  const sum = sumOfFeatures(sizes);
  const apart = `${((100 * (sum - less)) / less).toFixed(1)} %`;
  return [
    'Features in the image: bytes less without each',
    ...sizes.present.map(({ name, bytes }) => row(`  ${name}`, bytes)),
    row('sum', sum),
    row('all of them left out: bytes less', less),
    `The sum is ${apart} from that: ${sum - less} bytes, for what features share across families.`,
    '',
    'Features that are not in the image: bytes more with each',
    ...sizes.absent.map(({ name, bytes }) => row(`  ${name}`, bytes)),
    '',
    row('the image', sizes.bytes),
    row('without all of them', sizes.allOff),
  ].join('\n');
}
