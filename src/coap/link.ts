import { Config } from 'config';

/** The links of an image: one a server, and one to where firmware is downloaded from. */
export const enum Links {
  download = Config.servers,
  all = Config.servers + Config.firmwarePull,
  /**
   * Bytes that DTLS adds to a message: header 13, Connection ID 32, nonce 8, type 1, tag 16 (RFC 6655 3, RFC 9146 4); with
   * CBC an initialisation vector of 16, a MAC of 32 and padding up to 16 take the place of nonce and tag (RFC 5246 6.2.3.2).
   */
  protection = Config.dtls * (70 + 40 * Config.dtlsCbc),
}
