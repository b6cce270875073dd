/** The JSON formats on Lua: integers and texts are other things there. */
import path from 'node:path';
import { compileLua, engines } from '../runtime/lua-engine';
import { lwm2mAgain, senmlAgain } from './json-exchange';

const cases: readonly (readonly [name: 'senmlAgain' | 'lwm2mAgain', input: string, output: string])[] = [
  [
    'senmlAgain',
    '[{"bn":"/9/3/","n":"0","v":-1e2},{"n":"1","vs":"a\\"\\u20ac\\ud83d\\ude00\\n"},{"n":"2","vd":"-_8"},{"n":"3","vb":true},{"vlo":"40000:65535","n":"4/7"}]',
    '[{"bn":"/9/","n":"3/0","v":-100},{"n":"3/1","vs":"a\\"\u20ac\u{1f600}\\u000a"},{"n":"3/2","vd":"-_8"},{"n":"3/3","vb":true},{"n":"3/4/7","vlo":"40000:65535"}]',
  ],
  ['senmlAgain', ' [ ] ', '[]'],
  ['senmlAgain', '[{"n":"/9/3/5","v":1,"bv":2147483000,"x":[{"y_":null}]}]', '[{"bn":"/9/","n":"3/5","v":2147483001}]'],
  ['senmlAgain', '[{"n":"/9/3/4","vlo":"FFFF:FFFF"}]', '[{"bn":"/9/","n":"3/4","vlo":"65535:65535"}]'],
  ['senmlAgain', '[{"n":"/9/3/5","v":null}]', 'remove'],
  ['senmlAgain', '[{"n":"/9/3/5"}]', 'name'],
  ['senmlAgain', '[{"n":"/9/3/5","v":1.5}]', 'wrong value'],
  ['senmlAgain', '[{"n":"/9/3/5","v":1,"y_":1}]', 'malformed'],
  ['senmlAgain', '[{"n":"/9/3/5","v":1},]', 'malformed'],
  ['lwm2mAgain', '{"e":[{"n":"0","v":7},{"n":"2","sv":"+/8="},{"n":"3","bv":false}],"bn":"9/3/"}', '{"bn":"/9/","e":[{"n":"3/0","v":7},{"n":"3/2","sv":"+/8="},{"n":"3/3","bv":false}]}'],
  ['lwm2mAgain', '{"bn":"/9/3/4","e":[{"ov":"3:1"}]}', '{"bn":"/9/","e":[{"n":"3/4","ov":"3:1"}]}'],
  ['lwm2mAgain', '{"bn":"/9/"}', 'malformed'],
];

test.each(cases)('here: %s(%s)', (name, input, output) => {
  expect((name === 'senmlAgain' ? senmlAgain : lwm2mAgain)(input)).toBe(output);
});

jest.setTimeout(30000);

// fengari, whose integers have 32 bits. Compiling takes seconds: whole images run on the others.
const [{ name: engineName, target, run }] = engines;

test(engineName, () => {
  const script = compileLua(path.join(__dirname, 'json-exchange.ts'), target);
  const quoted = (text: string): string => `"${[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`;
  const calls = cases.map(([name, input]) => `module.${name}(${quoted(input)})`);
  const hex = run(`
    local module = (function(...) ${script}\nend)()
    return (table.concat({${calls.join(',')}}, '\\0'):gsub('.', function(byte) return string.format('%02x', byte:byte()) end))`);
  expect(Buffer.from(hex, 'hex').toString().split('\0')).toEqual(cases.map(([, , output]) => output));
});
