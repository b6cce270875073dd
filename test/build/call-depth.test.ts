import { type CallDepth, measureCallDepth, requireCallDepth } from '../../build/call-depth';
import { minify } from '../../build/minify';
import { tokenise } from '../../build/tokenise';
import { bundleOf } from './bundles';

function depthOf(script: string): CallDepth {
  return measureCallDepth('x', { code: script, bytes: tokenise(script), modules: new Map(), functions: new Map(), sharedOut: '' }, 5);
}

const functions = 'function c(){return 3}function b(){c();return c()}var a=function(){return b()};';

test('calls count that are within each other', () => {
  expect(depthOf(`${functions}c();c();`)).toMatchObject({ calls: 1, chain: ['c'] });
  expect(depthOf(`${functions}a();b();`)).toMatchObject({ calls: 3, chain: ['a', 'b', 'c'] });
  expect(depthOf('function f(n){return n>0?f(n-1):0}f(4);').chain).toEqual(['f', 'f', 'f', 'f', 'f']);
});

test('a function that was left by an exception is over', () => {
  expect(depthOf(`function fail(){throw new Error("")}${functions}try{fail()}catch(e){}a();`).calls).toBe(3);
});

test('what timers, the line and the button call counts', () => {
  expect(depthOf(`${functions}setTimeout(a,50000);`).calls).toBe(3);
  expect(depthOf(`${functions}Serial1.on("data",a);Serial1.write("AT\\r");`).calls).toBe(3);
  expect(depthOf(`${functions}setWatch(a);`).calls).toBe(3);
});

test('functions in flash have the names of the sources', async () => {
  const source = 'var n = 0;\nfunction inner(a) {\n  n += a;\n  while (n > 9) most(1);\n}\nfunction most(a) {\n  n -= a;\n  while (n > 99) n--;\n}\nfunction outer(a) {\n  inner(a);\n  inner(n);\n}\nouter(12);outer(2);most(3);most(n);';
  const image = await minify(bundleOf({ 'src/a.ts': source }), { hot: [], isOpen: true, lazy: 100 });
  // The last is `h`, which makes the function that would be called next.
  expect(measureCallDepth('x', image, 5).chain).toEqual(['outer', 'inner', 'h']);
});

test('an image is refused whose calls go too deep', () => {
  const use: CallDepth = { calls: 3, budget: 2, chain: ['a', 'b', 'c'], isRegistered: true };
  expect(() => requireCallDepth('x', { ...use, budget: 3 })).not.toThrow();
  expect(() => requireCallDepth('x', use)).toThrow('x: 3 calls are within each other, 1 more than its budget of 2, and the stack may be too small:\n  a > b > c\n');
});

/** An image that registers, and answers all requests with this code. */
function answering(code: number): string {
  return `${functions}var s=require("dgram").createSocket({type:"udp4"});
    s.on("message",function(d,from){if(d.charCodeAt(0)<0x50&&d.charCodeAt(1)>0)s.send("\\x61\\x${code.toString(16)}"+d.substr(2,2)+"\\7",from.port,from.address)});
    s.send("\\x40\\2\\0\\1\\xb2rd",5683,"10.0.0.1");`;
}

test('an image is not counted that refuses a package; one without object 5 is', () => {
  expect(depthOf(answering(0x84))).toMatchObject({ isRegistered: true });
  expect(() => depthOf(answering(0x85))).toThrow('x does not start on Node, where it is counted: a package is answered 4.05 instead of 2.04');
  expect(() => depthOf(answering(0x44))).not.toThrow();
});

test('the server of an image with DTLS is at coaps', () => {
  const script = 'function f(n){return n>0?f(n-1):0}var o=require("Storage").readJSON("mote.json",true);f(o.server==="coaps://10.0.0.1"&&o.identity==="light"&&o.key.length===32?3:0);';
  expect(depthOf(script).calls).toBe(1);
  expect(measureCallDepth('x', { code: script, bytes: tokenise(script), modules: new Map(), functions: new Map(), sharedOut: '' }, 5, true).calls).toBe(4);
});
