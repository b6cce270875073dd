import { minify } from '../../build/minify';
import { tokenise } from '../../build/tokenise';
import { countVariables, requireVariables, type VariableUse } from '../../build/variables';
import { bundleOf } from './bundles';

function countOf(script: string, budget = 2000): VariableUse {
  return countVariables('x', { code: script, bytes: tokenise(script), modules: new Map(), functions: new Map(), sharedOut: '' }, budget);
}

const none = countOf(';').count;

/** What Espruino 2v29.277, as a 32-bit build with 2,630 variables, has more in use after each of these. */
test.each([
  [1, 'var v=1;'],
  [1, 'var v=2047;'],
  [2, 'var v=5000;'],
  [2, 'var v=1.5;'],
  [2, 'var v=true;'],
  [2, 'var v=null;'],
  [2, 'var longer=1;'],
  [3, 'var quiteALongName=1;'],
  [4, 'var v=new Uint8Array(4);'],
  [5, 'var v=new Uint8Array(17);'],
  [6, 'var v=new Uint8Array(18);'],
  [28, 'var v=new Uint8Array(304);'],
  [4, 'var v=new Uint16Array(4);'],
  [12, 'var b=new ArrayBuffer(64),v=new Uint8Array(b,0,8),w=new Uint8Array(b,8,8);'],
  [2, 'var v=[];'],
  [5, 'var v=[1,2,3];'],
  [5, 'var v={a:1,longer:2};'],
  [5, 'var v={a:{b:1}};'],
  [2, 'var v=function(){};'],
  [5, 'var v=function(a){return a};'],
  [6, 'var v=function(a,b){return a+b};'],
  [13, 'function make(a){var b=a;return function(){return b}}var v=make(1);'],
  [19, 'function make(a){return {x:function(){return a},y:function(){return a+1}}}var v=make(1);'],
  [3, 'var v="abcdefgh"+E.hwRand();'],
])('%i variables of the real interpreter: %s', (variables, script) => {
  expect(countOf(script).count - none).toBe(variables);
});

test('an interpreter with more variables has larger ones', () => {
  const script = 'var v=5000,t=new Uint8Array(304);';
  expect(countOf(script, 2000).count - countOf(script, 10_000).count).toBe(1 + 2);
});

test('what timers and listeners keep counts, once, with the timer and what the call of a listener holds', () => {
  const script = 'function make(a){return function(){return a}}';
  const kept = countOf(`${script}setTimeout(make(1),500000);Serial1.on("data",make(2));`);
  expect(kept.count - countOf(script).count).toBe(2 * (4 + 2) + 6);
  const held = countOf(`${script}setTimeout(make(1),500000);Serial1.on("data",make({ab:70000}));`);
  expect(held.count - kept.count).toBe(3);
  expect(countOf(`${script}setTimeout(make(1),0);`).count).toBe(countOf(script).count);
});

const modules = {
  'src/engine/a.ts': 'function call(a) {\n  for (var i = 0; i < 9; i++) a.x += i;\n  return a.x;\n}\nvar large = new Uint8Array(304);',
  'firmware/x/main.ts': 'var small = new Uint8Array(call({ x: E.hwRand() }));\nsetWatch(function () {\n  small[0] = large[1] = call(small);\n});',
};

test('variables count for the modules that declare them, and for the largest ones when there are too many', async () => {
  const image = await minify(bundleOf(modules), { hot: [], isOpen: true });
  const use = countVariables('x', image, 100);
  const owners = new Map(use.owners.map(({ owner, variables }) => [owner, variables]));
  expect(use.owners.reduce((sum, { variables }) => sum + variables, 0)).toBe(use.count);
  expect(owners.get('src/engine/a.ts')).toBe(28 + 5);
  expect(owners.get('firmware/x/main.ts')).toBe(1 + 6);
  expect(() => requireVariables('x', { ...use, budget: use.count })).not.toThrow();
  expect(() => requireVariables('x', { ...use, budget: use.count - 3 })).toThrow(/3 more than its budget of \d+\.\n.*\n  33 src\/engine\/a\.ts\n  7 firmware/);
});

test('functions left in flash take none', async () => {
  const rare = bundleOf({ 'src/a.ts': 'var calls = 0;\nfunction rare(a) {\n  calls += a;\n  if (calls > 1e6) return rare(1);\n}\nrare(2);rare(3);' });
  const whole = countVariables('x', await minify(rare, { hot: [], isOpen: true }), 2000);
  const left = countVariables('x', await minify(rare, { hot: [], isOpen: true, lazy: 100 }), 2000);
  // `$`, `_` and the function that makes functions of one parameter are there instead.
  expect(left.count - whole.count).toBe(1 + 2 + 5 - 5);
});

test('an image that asks Espruino for what the build does not know is named', () => {
  expect(() => countOf('I2C1.setup();')).toThrow('x does not start on Node, where it is counted: I2C1 is not defined');
});
