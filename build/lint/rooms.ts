/**
 * The house: which room may import which. A room is a folder or a file; imports only go down this table, and
 * only to the rooms named. `imports.ts` enforces it.
 */
export interface Room {
  /** A folder with a slash at its end, or a file. */
  readonly path: string;
  /** The rooms, or single files of a room, that it may import; `any` for those that watch the whole house. */
  readonly imports: readonly string[] | 'any';
  /** Bare names it may import, which the build resolves for each image. */
  readonly builtNames: readonly string[];
  /** Whether it may import packages and Node's modules. */
  readonly packages: boolean;
  /** Each folder in it is a room of its own: two boards, or two applications, do not know each other. */
  readonly separateFolders?: true;
  /** How it has to be imported, when not simply by its relative path. */
  readonly onlyAs?: 'type' | 'config' | 'runtime';
  /** What it knows nothing of, as the refusal says it. */
  readonly knowsNothingOf?: string;
}

const device = { builtNames: ['config', 'runtime'], packages: false };
/** Where the engine's own AES and SHA-256 are used, if it has them. */
const secured = { builtNames: ['config', 'runtime', 'primitives'], packages: false };
const host = { builtNames: [], packages: true };
/** The data types of resources, which tables and formats alike have to name. */
const dataTypes = 'src/format/type.ts';
/** What packs descriptions; for the build, and for the tool that writes them. */
const packing = ['src/model/describe.ts', 'src/model/description.ts'];
/** The layout of images, for what packs them, and of the journal. */
const imageLayout = ['src/image/manifest.ts', 'src/image/journal.ts'];
/** The server's half of DTLS and of signatures, for what an image meets that the build counts. */
const peers = ['tools/server/dtls/dtlsServer.ts', 'tools/ota/lms.ts'];
/** The counters of datagrams, which object 7 shows. */
const counters = 'src/coap/statistics.ts';
/** How many links there are. */
const links = 'src/coap/link.ts';
/** Repeatable chance, for what has to happen the same way twice. */
const seededRandom = 'boards/sim/random.ts';
const codecs = ['src/format/', 'src/dtls/', 'src/crypto/', 'src/coap/', 'src/net/', 'src/bytes/'];

/** From the top of the house to its cellar. */
export const rooms: readonly Room[] = [
  {
    path: 'firmware/',
    imports: ['src/client.ts', 'src/objects/', 'src/board.ts'],
    builtNames: ['config'],
    packages: false,
    separateFolders: true,
    knowsNothingOf: 'protocols',
  },
  {
    path: 'boards/espruino/',
    imports: ['src/image/', 'src/net/', 'src/crypto/equal.ts', 'src/crypto/sha256.ts', 'src/bytes/big-endian.ts', 'src/board.ts'],
    builtNames: ['config', 'runtime'],
    packages: true,
    knowsNothingOf: 'the boards that share it',
  },
  {
    path: 'boards/',
    imports: ['src/client.ts', 'src/image/', 'src/net/', 'src/board.ts', 'boards/espruino/'],
    builtNames: ['config', 'runtime'],
    packages: true,
    separateFolders: true,
    knowsNothingOf: 'the inside of the client',
  },
  {
    path: 'src/client.ts',
    imports: [
      'src/shell/', 'src/objects/', 'src/engine/', 'src/model/', 'src/format/', 'src/image/', 'src/dtls/',
      'src/crypto/', 'src/coap/', 'src/net/', 'src/bytes/', 'src/board.ts',
    ],
    ...device,
  },
  {
    path: 'src/shell/',
    imports: [
      'src/objects/', 'src/engine/', 'src/model/', 'src/format/', 'src/image/', 'src/dtls/', 'src/coap/', 'src/net/',
      'src/bytes/', 'src/board.ts',
    ],
    ...device,
  },
  {
    path: 'src/objects/',
    imports: ['src/engine/', 'src/model/', dataTypes, counters, 'src/image/', 'src/board.ts'],
    ...device,
    knowsNothingOf: 'CoAP and bytes',
  },
  {
    path: 'src/engine/',
    imports: [
      'src/model/', 'src/format/', 'src/image/', 'src/dtls/', 'src/crypto/', 'src/coap/', 'src/net/', 'src/bytes/',
      'src/board.ts',
    ],
    ...device,
    knowsNothingOf: 'boards',
  },
  {
    path: 'src/model/',
    imports: [dataTypes, 'src/bytes/', 'src/board.ts'],
    ...device,
    knowsNothingOf: 'formats and CoAP',
  },
  { path: 'src/format/', imports: ['src/bytes/', 'src/board.ts'], ...device, knowsNothingOf: 'CoAP and tables' },
  { path: 'src/image/', imports: ['src/crypto/', 'src/bytes/', 'src/board.ts'], ...secured, knowsNothingOf: 'LwM2M' },
  {
    path: 'src/dtls/',
    imports: ['src/crypto/', links, 'src/bytes/', 'src/board.ts'],
    ...secured,
    knowsNothingOf: 'LwM2M and CoAP',
  },
  {
    path: 'src/coap/',
    imports: ['src/crypto/random.ts', 'src/bytes/', 'src/board.ts'],
    ...device,
    knowsNothingOf: 'LwM2M',
  },
  { path: 'src/crypto/', imports: ['src/bytes/', 'src/board.ts'], ...secured, knowsNothingOf: 'protocols' },
  { path: 'src/net/', imports: ['src/bytes/', 'src/board.ts'], ...device, knowsNothingOf: 'CoAP' },
  { path: 'src/bytes/', imports: [], ...device, knowsNothingOf: 'everything but the engine it runs on' },
  {
    path: 'src/runtime/',
    imports: [],
    builtNames: [],
    packages: false,
    onlyAs: 'runtime',
    knowsNothingOf: 'everything',
  },
  { path: 'src/board.ts', imports: [], builtNames: [], packages: false },
  { path: 'src/config.ts', imports: [], builtNames: [], packages: false, onlyAs: 'config' },

  { path: 'tools/', imports: ['build/', 'src/board.ts', ...packing, ...codecs, seededRandom], ...host, knowsNothingOf: 'the device but its codecs' },
  {
    path: 'build/',
    imports: [...packing, ...imageLayout, 'src/board.ts', ...peers],
    ...host,
    knowsNothingOf: 'what it bundles',
  },
  { path: 'test/', imports: 'any', builtNames: ['config', 'runtime'], packages: true },
  { path: 'bench/', imports: 'any', builtNames: ['config', 'runtime'], packages: true },
];
