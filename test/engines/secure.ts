/**
 * What is done to the smart light over DTLS on every engine: handshakes, full and resumed, requests in records, records
 * that are none, a server that has lost the association, reboots.
 */
import { format, request } from './requests';
import { datagrams, Session, type Happening } from './session';
import { Tunnel } from './tunnel';

function read(session: Session): void {
  for (const path of ['/3/0/0', '/3303/0', '/3311/0', '/9999']) request(session, 'GET', path);
  request(session, 'PUT', '/3311/0/5850', { format: format.text, payload: '1' });
}

/** Notifications, which are confirmable. */
function observe(session: Session): void {
  request(session, 'GET', '/3303/0/5700', { observe: 0 });
  session.pass('notifications', 10);
  request(session, 'GET', '/3303/0/5700', { observe: 1 });
}

/** Records of the server that were changed on their way, came twice, or are of nobody. */
function disturb(session: Session, tunnel: Tunnel, image: readonly Buffer[]): void {
  const record = tunnel.seal(Buffer.from('4001300111', 'hex'));
  for (const at of [0, 2, 4, 10, 12, 13, 20, 21, record.length - 1]) {
    const changed = Buffer.from(record);
    changed[at] ^= 1;
    session.sendDatagram('a record with a bit changed', changed);
  }
  for (const size of [1, 12, 13, 21, record.length - 1]) session.sendDatagram('a record cut short', record.subarray(0, size));
  session.sendDatagram('a record', record);
  session.sendDatagram('the same record', record);
  for (const datagram of image) session.sendDatagram('what the client has sent itself', datagram);
  session.sendDatagram('an alert of nobody', Buffer.from('15fefd00000000000000630002022f', 'hex'));
}

function start(image: string): { session: Session; tunnel: Tunnel } {
  const tunnel = new Tunnel();
  const session = new Session(image, undefined, tunnel);
  session.pass('handshake and registration', 1);
  return { session, tunnel };
}

/** The calls that bring the image to where it answers requests, and then `count` reads of /3303/0. */
export function recordReads(image: string, count: number): { start: readonly Happening[]; reads: readonly Happening[] } {
  const { session } = start(image);
  const begun = session.happenings.length;
  for (let i = 0; i < count; i++) request(session, 'GET', '/3303/0');
  return { start: session.happenings.slice(0, begun), reads: session.happenings.slice(begun) };
}

/** @param image The text of an ES5 image of test/engines/secure for the replay board. */
export function recordSecure(image: string): readonly Happening[] {
  const { session, tunnel } = start(image);
  read(session);
  observe(session);
  disturb(session, tunnel, datagrams(session.happenings.flatMap(({ printed }) => printed)).slice(-3));
  read(session);
  session.pass('an Update in time', 290);
  session.boot('reboot: the session is resumed');
  session.pass('handshake and registration', 1);
  read(session);
  tunnel.forget();
  session.pass('the server has lost the association', 600);
  read(session);
  session.serverAnswers = false;
  session.boot('reboot, and the server is silent');
  session.pass('the handshake is given up', 120);
  session.serverAnswers = true;
  session.pass('it is tried again', 200);
  read(session);
  return session.happenings;
}
