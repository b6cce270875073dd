import { packageOf } from '../../build/espruino-flash';
import { withStarted } from '../../build/espruino-start';
import { Peer } from '../../build/peer';
import { tokenise } from '../../build/tokenise';

/** A device of few words: `answer(d)`, a code, for a request with the bytes `d`; `body` has what came behind the payload markers. */
function device(answer: string, then = ''): string {
  return `var body="",s=require("dgram").createSocket({type:"udp4"}),answer=function(d){${answer}};
    s.on("message",function(d,from){if(d.charCodeAt(0)<0x50&&d.charCodeAt(1)>0)s.send("\\x61"+String.fromCharCode(answer(d))+d.substr(2,2)+"\\7",from.port,from.address);${then}});
    s.send("\\x40\\2\\0\\1\\xb2rd",5683,"10.0.0.1");`;
}

/** What `use` gives, of the peer of a registered device; and the device's `body`. */
function withPeer<T>(script: string, use: (peer: Peer) => T): { result: T; body: Buffer } {
  return withStarted(tokenise(script), 'x', (image) => {
    const peer = new Peer(image);
    peer.passTime(1000);
    expect(peer.isRegistered).toBe(true);
    return { result: use(peer), body: Buffer.from(String(image.globals.get('body')), 'latin1') };
  });
}

const code = { changed: 0x44, continue: 0x5f, notAllowed: 0x85 };

test('a request has the code of its answer, and of no answer none', () => {
  expect(withPeer(device(`return ${code.notAllowed}`), (peer) => peer.request('0.02', '/5/0/2')).result).toBe('4.05');
  const late = withPeer(device(`return ${code.notAllowed}`), (peer) => {
    peer.request('0.02', '/5/0/2');
    peer.fallSilent();
    return peer.request('0.02', '/5/0/2');
  });
  expect(late.result).toBe('');
});

test('a registration has a place, and an Update of it is answered without one', () => {
  const script = 'var body="",s=require("dgram").createSocket({type:"udp4"});s.on("message",function(d){body+=d.substr(1,1)});s.send("\\x40\\2\\0\\1\\xb2rd",5683,"10.0.0.1");s.send("\\x40\\2\\0\\2\\xb2rd\\x011",5683,"10.0.0.1");';
  expect(withPeer(script, () => undefined).body).toEqual(Buffer.from([0x41, 0x44]));
});

test('a package is pushed in blocks of 64 bytes, as long as they are asked for', () => {
  const content = packageOf(Buffer.from('"image"'));
  const push = (answer: string): { result: string; body: Buffer } =>
    withPeer(device(answer), (peer) => {
      peer.content = content;
      return peer.push('/5/0/0');
    });
  const take = 'var p=d.substr(d.indexOf("\\xff")+1);body+=p;';
  const all = push(`${take}return p.length<64?${code.changed}:${code.continue}`);
  expect(content.length % 64).not.toBe(0);
  expect(all).toEqual({ result: '2.04', body: content });
  expect(push(`${take}return ${code.notAllowed}`)).toEqual({ result: '4.05', body: content.subarray(0, 64) });
});

test('a package is to be fetched in blocks', () => {
  const content = packageOf(Buffer.from('"image"'));
  // GET with Block2, of 64 bytes.
  const ask = 's.send("\\x40\\1\\0"+String.fromCharCode(n+9)+"\\xd2\\x0a"+String.fromCharCode(n>>>4,n<<4&255|2),5685,"10.0.0.1");n++;';
  const fetch = `if(from.port===5685){var p=d.substr(d.indexOf("\\xff")+1);body+=p;if(p.length===64){${ask}}}else{${ask}}`;
  const { body } = withPeer(`var n=0;${device(`return ${code.changed}`, `if(n>0||d.charCodeAt(1)===3){${fetch}}`)}`, (peer) => {
    peer.content = content;
    peer.request('0.03', '/5/0/1', {}, peer.packageUri);
    peer.passTime(60_000);
  });
  expect(body).toEqual(content);
});
