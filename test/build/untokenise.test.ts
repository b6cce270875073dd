import { checkImage } from '../../build/check';
import { minify } from '../../build/minify';
import { tokenise } from '../../build/tokenise';
import { untokenise } from '../../build/untokenise';
import { bundleOf } from './bundles';

test('an image is ES5 again, with the functions that are left in flash', async () => {
  const source = (body: string): string => `var list = [3];\nfunction rare(a) {\n  while (list.length < a) list.push(a);\n  ${body}\n}\nrare(2);rare(3);`;
  const good = await minify(bundleOf({ 'src/a.ts': source('list[0] = 2;') }), { hot: [], isOpen: true, lazy: 100 });
  const bad = await minify(bundleOf({ 'src/a.ts': source('list.length = 2;') }), { hot: [], isOpen: true, lazy: 100 });
  const problems = ({ bytes = Buffer.alloc(0), places }: typeof good): number => checkImage(untokenise(bytes, places?.keys()), 'x').length;
  expect(good.places?.size).toBe(1);
  expect([problems(good), problems(bad)]).toEqual([0, 1]);
});

test('what only the tokens break is found', () => {
  const good = tokenise('var a=[1];a[0]=2;');
  expect(checkImage(untokenise(good), 'x')).toEqual([]);
  const broken = Buffer.concat([good, Buffer.from([0x8a])]); // ==
  expect(checkImage(untokenise(broken), 'x')).toHaveLength(1);
});
