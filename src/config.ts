/** The version of the image, as 1.2.3; "imageVersion" in config.json. What its manifest tells, and /3/0/3 should. */
export const imageVersion = '0.1.0';

/**
 * What is compiled into an image, and how large its tables are. These are the values of the host: tests,
 * tools and the editor use them. For an image the build writes this module anew from `firmware/<app>/config.json`;
 * a name that is missing there has the value given here. A feature is 1 (in the image) or 0 (left out). The build refuses
 * what is below `@minimum` or above `@maximum`.
 */
export const enum Config {
  /** Servers the client can be registered to at the same time. @minimum 1 */
  servers = 4,
  /**
   * Version of the enabler that the client registers with first: 10, 11 or 12.
   * @minimum 10
   * @maximum 12
   */
  version = 11,
  /** The largest datagram received or sent, in bytes (RFC 7252 4.6 suggests 1152). @minimum 64 */
  messageBytes = 1152,

  /** Object definitions, and the resource definitions of them all. */
  objects = 8,
  definitions = 160,
  /** Rows for object instances, for their resources, and for the instances of multiple resources. */
  instances = 24,
  resources = 400,
  resourceInstances = 24,
  /** Bytes for the values of String, Opaque and Corelnk resources together. */
  textBytes = 1024,
  /** Functions that objects and the application register on resources. */
  callbacks = 40,
  /** Functions that are called later or periodically. */
  jobs = 8,

  /** Observations, and attributes that are set (LwM2M 1.1 Core 5.1.2), of all servers together. */
  observations = 8,
  attributes = 16,
  /** Numbers of multiple resources that are remembered as they were notified, for gt, lt and st. */
  sentValues = 16,

  /** Requests remembered to recognise duplicates (RFC 7252 4.5), and the bytes kept of each reply. @minimum 1 */
  duplicates = 16,
  duplicateBytes = 160,
  /** Requests that the application answers later, and the bytes kept of each. */
  deferred = 2,
  deferredBytes = 160,

  /**
   * Requests whose payload comes in blocks, at the same time (RFC 7959), and the bytes that such a payload can have.
   * 0 transfers: requests in blocks are refused.
   */
  transfers = 2,
  transferBytes = 2048,

  /** Commands on the console, where the application starts them, and the bytes that a line typed there can have. */
  shell = 1,
  lineBytes = 200,

  /** CoAP over TCP (RFC 8323), on boards that have TCP. */
  tcp = 1,

  /**
   * DTLS 1.2 with pre-shared keys, for servers at coaps URIs; and the largest datagram of its handshake in bytes, 94 or
   * more, `messageBytes` at most, whatever is said: what does not fit is sent in fragments.
   */
  dtls = 1,
  /** @minimum 94 */
  dtlsMtu = 1152,
  /** Sessions are resumed, after a reboot too. */
  dtlsResumption = 1,
  /** Connection IDs (RFC 9146): servers know the client after its address has changed. Bytes of that in records to the client. */
  dtlsCid = 1,
  /** @maximum 32 */
  dtlsCidBytes = 0,
  /**
   * Cipher suites beside TLS_PSK_WITH_AES_128_CCM_8: TLS_PSK_WITH_AES_128_CCM; and TLS_PSK_WITH_AES_128_CBC_SHA256, which a
   * client should not use (LwM2M 1.1 Transport 5.2.8), for a server that has nothing else.
   */
  dtlsCcm16 = 0,
  dtlsCbc = 0,

  /** Servers may have names instead of addresses, on boards without an IP stack: they ask a DNS server. */
  dns = 1,

  /** The board can tell of the network that it is on, for object 4 (Connectivity Monitoring). */
  connectivity = 1,

  /** Counts bytes and messages, for object 7 (Connectivity Statistics). */
  statistics = 1,

  /** Content formats (LwM2M 1.1.1 Core 7.4, 1.2 Core 7.4). TLV is mandatory in 1.0, text and opaque later. */
  formatText = 1,
  formatOpaque = 1,
  formatTlv = 1,
  formatCbor = 1,
  formatSenmlJson = 1,
  formatSenmlCbor = 1,
  formatLwm2mJson = 1,
  formatLwm2mCbor = 1,
  /** A Time in CBOR may be a date as text (RFC 8949 3.4.1), beside seconds. */
  cborDates = 1,
  /** Discover and Write-Attributes. */
  discover = 1,
  writeAttributes = 1,
  /**
   * What LwM2M 1.2 adds to them: the depth of a Discover, the attributes edge, con and hqmax, and attributes of an
   * Observe.
   */
  attributes12 = 1,
  /** Discover shows the server's default periods on the link of an object (OMA ETS LightweightM2M-1.2-int-264). */
  discoverDefaults = 0,
  /** Create and Delete by a server. */
  createDelete = 1,
  /** Send, and the paths that all Sends have together until they are sent. */
  send = 1,
  sendPaths = 8,
  /** Read-, Write- and Observe-Composite. */
  composite = 1,
  /** Access rights of several servers: object 2. */
  accessControl = 1,

  /** A Bootstrap-Server may provision the client; with the Bootstrap-Pack of LwM2M 1.2, too. */
  bootstrap = 1,
  bootstrapPack = 1,
  /** The board has a place for firmware packages, for object 5. */
  firmware = 1,
  /** A package may be a patch of the image that runs. */
  patches = 1,
  /** Firmware is downloaded from URIs, too, over a link of its own (object 5). */
  firmwarePull = 1,
  /** An image whose version is older than that of the one that runs may be installed. */
  downgrade = 0,
  /** Images need no signature: whoever can reach object 5 can have his own code run. */
  unsignedImages = 0,
  /** What was provisioned outlives a reboot. */
  provisioning = 1,
  /**
   * Of 100 functions, how many Espruino makes anew of their text in flash whenever they are called, instead of keeping them
   * in memory: those that are used least. A call of one takes longer, and 4 variables and one for each parameter are saved.
   * @maximum 100
   */
  lazyFunctions = 0,
  /** The radio may be off between two Updates, and how many seconds it stays on after the last message. */
  queueMode = 1,
  awakeSeconds = 93,
}
