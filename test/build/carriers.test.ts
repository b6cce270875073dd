import { datagramsOf } from '../../build/carriers';
import { type StartedImage, withStarted } from '../../build/espruino-start';
import { tokenise } from '../../build/tokenise';

/** What the image, a script, has sent and been told when its first datagram is answered with `answer`. */
function answered(script: string, answer: Buffer): { sent: Buffer[]; told: unknown } {
  return withStarted(tokenise(script), 'x', (image: StartedImage) => {
    const take = datagramsOf(image);
    const datagrams = take();
    datagrams[0]?.answer(answer);
    return { sent: datagrams.map(({ payload }) => payload), told: image.globals.get('told') };
  });
}

/** From 10.0.0.2:49152 to 10.0.0.1:5683, with the payload "question"; its END and ESC bytes escaped (RFC 1055). */
const question = '\\xc0\\x45\\0\\0\\x24\\0\\0\\0\\0\\x40\\x11\\0\\0\\x0a\\0\\0\\2\\x0a\\0\\0\\1\\xdb\\xdc\\0\\x16\\x33\\0\\x10\\0\\0question\\xc0';

test('packets on the line are answered by packets to where they came from', () => {
  const { sent, told } = answered(`var told="";Serial1.on("data",function(d){told+=d});Serial1.write("${question}");`, Buffer.from([0x61, 0xc0, 0xdb]));
  expect(sent.map(String)).toEqual(['question']);
  const packet = Buffer.from(String(told), 'latin1').toString('hex');
  expect(packet).toMatch(/^c04500001f0{8}4011....0a0000010a0000021633dbdc00000b000061dbdcdbddc0$/);
});

test('a modem sends what it is given, and is told what comes', () => {
  const script = `var told="";Serial1.on("data",function(d){told+=d;if(d.indexOf(">")>=0)Serial1.write("question");if(d.indexOf("+QIOPEN")>=0)Serial1.write("AT+QISEND=0,8\\r")});
    Serial1.write("ATE0\\rAT+QIOPEN=1,0,\\"UDP\\",\\"10.0.0.1\\",5683,0,1\\r");`;
  const { sent, told } = answered(script, Buffer.from('answer'));
  expect(sent.map(String)).toEqual(['question']);
  expect(told).toContain('+QIURC: "recv",0,6\r\nanswer');
});

test('sockets are told where an answer comes from', () => {
  const script = `var told="",s=require("dgram").createSocket({type:"udp4"});s.on("message",function(d,from){told=d+from.address+from.port});s.send("question",5683,"10.0.0.1");`;
  const { sent, told } = answered(script, Buffer.from('answer'));
  expect(sent.map(String)).toEqual(['question']);
  expect(told).toBe('answer10.0.0.15683');
});

test('what sends nothing is told nothing', () => {
  expect(answered('var told="";Serial1.on("data",function(d){told=d});', Buffer.from('answer'))).toEqual({ sent: [], told: '' });
});
