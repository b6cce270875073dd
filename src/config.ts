/**
 * What is compiled into an image, and how large its tables are. These are the values of the host: tests,
 * tools and the editor use them. For an image the build writes this module anew from `firmware/<app>/config.json`;
 * a name that is missing there has the value given here. A feature is 1 (in the image) or 0 (left out).
 */
export const enum Config {
  /** Servers the client can be registered to at the same time. */
  servers = 1,
  /** The largest datagram received or sent, in bytes (RFC 7252 4.6 suggests 1152). */
  messageBytes = 1152,

  /** Object definitions, and the resource definitions of them all. */
  objects = 8,
  definitions = 96,
  /** Rows for object instances, for their resources, and for the instances of multiple resources. */
  instances = 16,
  resources = 160,
  resourceInstances = 24,
  /** Bytes for the values of String, Opaque and Corelnk resources together. */
  textBytes = 1024,
  /** Functions that objects and the application register on resources. */
  callbacks = 32,
  /** Functions that are called later or periodically. */
  jobs = 4,

  /** Observations, and attributes that are set (LwM2M 1.1 Core 5.1.2), of all servers together. */
  observations = 8,
  attributes = 16,

  /** Requests remembered to recognise duplicates (RFC 7252 4.5), and the bytes kept of each reply. */
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

  /** Content formats. Text and TLV are the mandatory ones of LwM2M 1.0 and 1.1. */
  formatText = 1,
  formatOpaque = 1,
  formatTlv = 1,
  /** Discover and Write-Attributes. */
  discover = 1,
  writeAttributes = 1,
  /** Create and Delete by a server. */
  createDelete = 1,
  /** Read-, Write- and Observe-Composite. */
  composite = 1,
  /** Access rights of several servers: object 2. */
  accessControl = 1,
}
