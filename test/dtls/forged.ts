/** Datagrams of somebody between client and server who has no key. */
import { parseFragments, whole } from '../../tools/server/dtls/fragments';
import { type ClientHello, parseClientHello, serverHello } from '../../tools/server/dtls/hello';
import { type ContentType, HandshakeType } from '../../src/dtls/protocol';
import { parseRecords, Writer } from '../../tools/server/dtls/records';

const CCM_8 = 0xc0a8;

/** A record in the clear. */
export function plain(type: ContentType, content: Buffer, sequence = 0): Buffer {
  return new Writer(0, sequence).seal(type, content);
}

/** A ServerHello as a whole message. */
export function helloMessage(sequence: number, sessionId: Buffer, random = Buffer.alloc(32, 5)): Buffer {
  const body = serverHello({ random, sessionId, suite: CCM_8, extendedMasterSecret: true, secureRenegotiation: true, cid: undefined });
  return whole({ type: HandshakeType.serverHello, sequence, body });
}

/** The handshake message of a datagram that has one, and in the clear. */
export function messageIn(datagram: Buffer): Buffer {
  return parseRecords(datagram, 0)[0].fragment;
}

/** A ClientHello that the client has sent, and its `message_seq`. */
export function clientHelloIn(datagram: Buffer): { hello: ClientHello; sequence: number } {
  const [{ body, sequence }] = parseFragments(messageIn(datagram));
  return { hello: parseClientHello(body), sequence };
}
