import { parseLinks } from '../../../tools/server/linkFormat';
import { ContentError } from '../../../tools/server/value';

const show = (text: string): unknown => parseLinks(text).map(({ target, attributes }) => [target, Object.fromEntries(attributes)]);

test.each<[string, string, unknown]>([
  ['lf-reg-ct3', '</>;ct="110 112 60",</1/0>,</3/0>', [['/', { ct: '110 112 60' }], ['/1/0', {}], ['/3/0', {}]]],
  ['lf-ver-obj', '</1>;ver=1.0,</1/0>', [['/1', { ver: '1.0' }], ['/1/0', {}]]],
  ['lf-hb', '</>;rt="oma.lwm2m";ct=11543,</1/0>', [['/', { rt: 'oma.lwm2m', ct: '11543' }], ['/1/0', {}]]],
  ['lf-d-307', '</3/0/7>;dim=2;gt=50;lt=42.2', [['/3/0/7', { dim: '2', gt: '50', lt: '42.2' }]]],
  ['spaces of the TS examples', '</1/0>, </2/0> ;ver=1.1', [['/1/0', {}], ['/2/0', { ver: '1.1' }]]],
  ['an escaped quote', '</0/0>;uri="a\\"b"', [['/0/0', { uri: 'a"b' }]]],
  ['a negative attribute', '</3303/0/5700>;gt=-5', [['/3303/0/5700', { gt: '-5' }]]],
  ['nothing', '', []],
])('%s', (_, text, links) => {
  expect(show(text)).toEqual(links);
});

test.each([
  ['lf-bad-0, a comma at the end', '</3/0>,'],
  ['lf-bad-1, no end', '</3/0'],
  ['lf-bad-2, an attribute without value', '</3/0>;pmin'],
  ['no brackets', '/3/0'],
  ['a quote without end', '</0>;uri="x'],
  ['links without a comma', '</1></2>'],
])('%s is refused', (_, text) => {
  expect(() => parseLinks(text)).toThrow(ContentError);
});
