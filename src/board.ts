/** What differs from device to device of the same image: what it is called, and where it registers. */
export interface Settings {
  /** Endpoint client name (LwM2M 1.1 Core 6.2.1). */
  endpoint: string;
  /** URI of the LwM2M server: coap://HOST[:PORT], or coaps:// with `identity` and `key`. Empty when a Bootstrap-Server is to name it. */
  server: string;
  /**
   * For servers at coaps, PSK identity, at most 128 bytes of UTF-8, and pre-shared key, 1 to 64 bytes in hexadecimal
   * (LwM2M 1.1 Transport 5.2.8.1).
   */
  identity?: string;
  key?: string;
  /** Lifetime of the registration in seconds; 0 for ever. */
  lifetime: number;
  /** URI of the Bootstrap-Server, if there is one (LwM2M 1.1 Core 6.1). */
  bootstrap?: string;
  /** U unless told, or UQ for queue mode. */
  binding?: string;
  /** URI of a CoAP proxy, coap://HOST[:PORT], for firmware at http and https (RFC 7252 5.7.2). */
  firmwareProxy?: string;
  /** Profile ID of what is registered, told to servers of LwM2M 1.2 in place of the objects (LwM2M 1.2 Core 6.2.1). */
  profile?: string;
  /** Ids of the objects that the profile does not cover: their links are sent beside it. None unless told. */
  beyondProfile?: readonly number[];
}

/** What the client keeps in the slots of a board's storage. */
export const enum StorageSlot {
  /** The accounts of servers. */
  accounts = 0,
  /** How far a firmware update has come. */
  firmware = 1,
  /**
   * 32 random bytes that no other device has, the seed of the client's randomness where it has DTLS. A board with a
   * source of entropy fills the slot when it is empty; on others whoever flashes the device does.
   */
  seed = 2,
  /** DTLS sessions: that of the first link, then those of the others. */
  sessions = 3,
}

/** What carries a link. */
export const enum Transport {
  /** Datagrams. */
  udp,
  /** A stream of bytes, for CoAP over TCP (RFC 8323). */
  tcp,
}

/** How a firmware update went: the values of Update Result, resource 5 of object 5 (LwM2M 1.1 Core E.6). */
export const enum UpdateResult {
  initial = 0,
  success = 1,
  noStorage = 2,
  outOfMemory = 3,
  connectionLost = 4,
  integrityFailure = 5,
  unsupportedPackage = 6,
  invalidUri = 7,
  updateFailed = 8,
  unsupportedProtocol = 9,
  cancelled = 10,
  deferred = 11,
}

/**
 * Where a firmware package goes, piece by piece, and what makes it run. What is called "a result" is 0, or the
 * `UpdateResult` that says what went wrong; then the package is given up.
 *
 * @noSelf Its members are plain functions: in Lua no table is passed to them.
 */
export interface FirmwareSink {
  /** A package comes; what there was of another one is dropped. @param size Its bytes, 0 when unknown. @returns A result. */
  begin(size: number): number;
  /** Bytes `start` to `end` - 1 of `bytes` are the next of the package. Stored when this returns. @returns A result. */
  write(bytes: Uint8Array, start: number, end: number): number;
  /**
   * Asked for once the answer to what `write` was given has left: does what takes long, and many calls within each other, such as
   * verifying a signature. Otherwise the next `write` or `finish` does it. @returns A result.
   */
  settle?(): number;
  /** The package is complete: is it sound, and for this device? It is kept, over a reboot too. @returns A result. */
  finish(): number;
  /** Has the package run from the next boot on. The client reboots the board afterwards. @returns A result. */
  apply(): number;
  /** Asked after that reboot: whether it is the package that runs (0), or what became of it. @returns A result. */
  outcome(): number;
  /** What runs has registered with a server: it is good, and stays. */
  confirm(): void;
  /** Name and version of the package that is complete, if it tells them; at most 255 bytes each. */
  packageName?(): string;
  packageVersion?(): string;
}

/** What a network is made of: values of Network Bearer, resource 0 of object 4 (OMA registry, version 1.3). */
export const enum Bearer {
  gsm = 0,
  lteTdd = 5,
  lteFdd = 6,
  nbIot = 7,
  wlan = 21,
  ethernet = 41,
}

/** The network that a board is on. What it does not know, or its network does not have, it leaves out. */
export interface Network {
  bearer: Bearer;
  /** dBm: RSSI of GSM and WLAN, RSRP of LTE and NB-IoT. */
  signalStrength?: number;
  /** dB: RSRQ of LTE and NB-IoT. */
  linkQuality?: number;
  /** The board's own address there, and that of its router. */
  address?: string;
  router?: string;
  /** The serving cell, and the operator it belongs to: mobile network code and mobile country code (3GPP TS 23.003). */
  cellId?: number;
  networkCode?: number;
  countryCode?: number;
}

/**
 * What Mote needs of a board. A board is the only way to time, randomness, datagrams, storage and pins,
 * so that the same image runs on a microcontroller, on Linux and on the simulated board of the tests.
 *
 * @noSelf Its members are plain functions: in Lua no table is passed to them.
 */
export interface Board {
  /** Hands the board what it calls when something happens. Called once, before anything else. */
  attach(events: BoardEvents): void;

  /** What this device is called, and where it registers. */
  settings(): Settings;

  /** Milliseconds since some moment, modulo 2^30 (12.4 days). Steps forward only. */
  now(): number;
  /** Seconds since 1970-01-01T00:00:00Z when the board knows the time, otherwise 0. */
  utc(): number;
  /** Asks for one `timer` event in `milliseconds` (0 to 2^29 - 1). Replaces the earlier request. */
  setTimer(milliseconds: number): void;
  /** A random integer, 0 to 65535. Two boots of a board must not give the same sequence. */
  random(): number;

  /**
   * Opens a link to one peer. Only what that peer sends is received on it. `opened` follows, later; with an error on a
   * board that does not have the transport. A link that is open already is closed first.
   * @param link Number the link is known by from now on, 0 to `Config.servers`; the last one is for downloads.
   * @param host Name or address literal (IPv6 without brackets).
   * @param port 1 to 65535.
   */
  open(link: number, host: string, port: number, transport: Transport): void;
  /** Closes the link; no event of it follows. Closing a link that is not open does nothing. */
  close(link: number): void;
  /**
   * Sends one datagram of `length` bytes, or as many bytes of a stream. What cannot be sent is lost, as on any wire.
   * The buffer may be overwritten once this has returned.
   */
  send(link: number, buffer: Uint8Array, length: number): void;

  /**
   * Reads a storage slot into `buffer`.
   * @param slot 0 to 15.
   * @returns The length of what is stored (which may be more than fits), or -1 when nothing is.
   */
  load(slot: number, buffer: Uint8Array): number;
  /**
   * Replaces a storage slot. After a power cut the slot holds the old bytes or the new, never a mixture.
   * @returns false when the bytes could not be stored.
   */
  store(slot: number, buffer: Uint8Array, length: number): boolean;
  /** Empties every storage slot but that of the seed, which is the device's and not its owner's. */
  eraseStorage(): void;

  /** The network that the board is on now, which may be the same record each time. A board that cannot tell leaves it out. */
  network?(): Network;
  /** Sets LED number `led` to a brightness of 0 (off) to 100. A board without that LED ignores it. */
  setLed(led: number, percent: number): void;
  /** Starts the image anew. Does not return on hardware; on Linux and in tests the old image never runs again. */
  reboot(): void;
  /** Writes one line to the console. */
  log(line: string): void;
  /** Where firmware packages go. A board that cannot be updated leaves it out. */
  readonly firmware?: FirmwareSink;
  /**
   * Shows a prompt on the console and asks for one line to be typed: a `line` event. What is logged before does not mix with
   * it. A board without a keyboard leaves it out.
   */
  prompt?(text: string): void;
}

/**
 * What happens on a board. A board never calls these from within a call of its own methods.
 *
 * @noSelf Its members are plain functions: in Lua no table is passed to them.
 */
export interface BoardEvents {
  /** Where the board puts a datagram, or bytes of a stream, before it calls `received`. */
  readonly buffer: Uint8Array;
  /**
   * A datagram came from the peer of `link`; its first bytes, as many as fit, are in `buffer`. Or bytes of a stream came:
   * no more at once than fit.
   * @param length The true length of a datagram, which can be more than the size of `buffer`.
   */
  received(link: number, length: number): void;
  /**
   * The link can send now (`error` 0), or could not be opened or has broken (`error` 1). A link of datagrams that goes on under
   * another address of the board, such as another port or another IP address, says again that it can send: its server is told.
   */
  opened(link: number, error: number): void;
  /** The time asked for with `setTimer` has come. */
  timer(): void;
  /** The board will be switched off shortly, after two seconds at most: the client takes its leave of the servers. */
  stopping(): void;
  /** Button number `button` was pressed (`pressed` 1) or let go (`pressed` 0). */
  button(button: number, pressed: number): void;
  /** A line was typed at the prompt; without its end. An image without a shell leaves it out. */
  line?(text: string): void;
}
