import fc from 'fast-check';
import { joinTokens, luaTokens } from '../../build/lua-tokens';
import { minifyLua, shortName } from '../../build/minlua';
import { runLua } from './lua';

/** Lua whose meaning is easily changed by taking blanks out or renaming; each returns a text. */
const programs: Readonly<Record<string, string>> = {
  'a key with the name of a local': 'local first, second = 1, 2 local t = { first = second, second = first, [first] = "x" } return t.first .. t.second .. t[1]',
  'a key behind a function in a table': 'local value = 3 local t = { get = function(value) local other, value = value, 7 return other + value end, value = value } return t.get(1) .. t.value',
  'an assignment to two locals in a table of functions': 'local a, b local t = { swap = function() a, b = b, a end, a = 5 } a, b = 1, 2 t.swap() return a .. b .. t.a',
  'fields and methods': 'local name = "n" local t = { name = "field" } function t:get() return self.name .. name end function t.put(name) t.name = name end t.put("new") return t:get()',
  'globals and libraries': 'local text = "abc" shared = text:upper() return string.sub(shared, 2) .. #text .. tostring(math.floor(2.5))',
  'a local with the name of a library': 'local string = { len = function() return "own" end } return string.len("abc")',
  'shadowing': 'local x = 1 do local x = 2 do local x = 3 end x = x + 10 end for x = 1, 2 do local y = x end return x .. ""',
  'parameters and varargs': 'local function count(first, ...) local rest = select("#", ...) return first + rest end return count(1, nil, nil) .. ""',
  'recursion': 'local function fact(n) if n < 2 then return 1 end return n * fact(n - 1) end return string.format("%d", fact(10))',
  'minus signs': 'local a, b = 5, 3 return (a - -b) .. (a- - -b) .. -(-a)',
  'numbers and dots': 'local n = 1 return n .. 2 .. "" .. 0x10 .. 1.5 .. 1e2 .. 3 ..4',
  'comments': '-- local a = 1\nlocal a = 2 --[[ a = 3\n ]] --[==[ ]] a = 4 ]==] return a .. "--" .. [[--]] --',
  'strings': 'local s = "a\\"b" .. \'c\\\'d\' .. [[e]f]] .. [=[g]]h]=] return s .. "end" .. #s',
  'long brackets as an index': 'local t = { [ [[key]] ] = "v" } return t[ [[key]] ]',
  'keywords next to names': 'local ending, doing = 1, 2 if ending==1 and doing==2 or not ending then return"yes"else return"no"end',
  'operators of Lua 5.3': 'local a, b = 6, 3 return string.format("%d %d %d %d %s %s", a & b, a | b, a ~ b, a >> 1 << 2, 7 // 2, tostring(a ~= b))',
  'a repeat whose condition uses its local': 'local n = 0 repeat local done = n > 2 n = n + 1 until done return n .. ""',
  'numeric and generic for': 'local sum = 0 for index, item in ipairs({ 10, 20 }) do sum = sum + index * item end for i = 10, 1, -3 do sum = sum + i end return sum .. ""',
  'semicolons and calls without parentheses': 'local t = { 1; 2, x = 3; y = 4 } ; local x = t.x; return #t .. x .. t.y .. type{} .. type"s"',
  'a function with a dotted name': 'local modul = { part = {} } function modul.part.run(modul) return modul end return modul.part.run("ok")',
  'more locals than letters': `${Array.from({ length: 120 }, (_, i) => `local name${i} = ${i}`).join(' ')} return table.concat({ ${Array.from({ length: 120 }, (_, i) => `name${i}`).join(', ')} }, " ")`,
};

test.each(Object.entries(programs))('%s', (_, program) => {
  const small = minifyLua(program, new Set());
  expect(runLua(small)).toBe(runLua(program));
  expect(small.length).toBeLessThanOrEqual(program.length);
  expect(minifyLua(small, new Set()).length).toBe(small.length);
});

test('locals become short, the most used the shortest; fields and reserved names stay', () => {
  expect(minifyLua('local rare = 1 local often = rare + often.field + often.rare + reserved', new Set(['reserved']))).toBe('local b=1 local a=b+a.field+a.rare+reserved');
  expect(minifyLua('local veryLong = reserved', new Set(['a', 'reserved']))).toBe('local b=reserved');
});

test('short names are all different', () => {
  const names = Array.from({ length: 5000 }, (_, index) => shortName(index));
  expect(new Set(names).size).toBe(5000);
  expect([names[0], names[52], names[53], names[54]]).toEqual(['a', '_', 'aa', 'ab']);
});

test('tokens that were joined come apart again as they were', () => {
  const token = fc.constantFrom(
    'a', 'end', '_1', '0', '12', '1.5', '0xFF', '1e5', '3.', '.5', '-', '+', '~', '~=', '=', '==', '<', '<<', '<=', '>', '>>', '>=', '/', '//', '..', '...', '.', ':', '::',
    '[', ']', '{', '}', '(', ')', ',', ';', '#', '"s"', "'--'", '[[x]]', '[=[y]=]',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
      expect(luaTokens(joinTokens(tokens))).toEqual(tokens);
    }),
    { numRuns: 2000 },
  );
});

test('brackets that do not match are a mistake of the build', () => {
  expect(() => minifyLua('if a then ) end', new Set())).toThrow('Lua: `if` is closed by `)`');
});
