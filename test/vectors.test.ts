/**
 * The registry of vectors.json: each group of ids is taken up by one test file, with `paired` of format/vectors.ts, which
 * fails when the file and the group do not name the same ids. So an id that nobody tests is a failure here or there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import vectors from './vectors.json';

/** Groups of what this client does not have. */
const exceptedGroups: Readonly<Record<string, string>> = { oscore: 'OSCORE' };

const beyondExact = 'beyond 2^53 a number is not exact: refused, never rounded';

/** Vectors whose outcome, on purpose, is not what they say; the test of each shows what it is instead. */
const otherwise: Readonly<Record<string, string>> = {
  'tlv-z-s64-max': beyondExact,
  'tlv-z-s64-min': beyondExact,
  'txt-2': beyondExact,
  'txt-3': beyondExact,
  'txt-4': beyondExact,
  'cbor-1bffffffff': beyondExact,
  'cbor-3b7fffffff': beyondExact,
  'sj-long': beyondExact,
  'sc-z-s8max': '65535 is no id of an object: refused',
  'lc-bad-a1840300': 'that /3/0/0 is a single resource the model knows, which refuses it; the format does not',
  'lc-gw': 'this client is no gateway: refused',
  'ar-7': 'which of two is newer the server judges; here, that the client counts on from one to the other',
  'ar-8': 'which of two is newer the server judges; here, that the client counts on from one to the other',
};

const ids = vectors.map(({ id }) => id);
const groups = [...new Set(ids.map((id) => id.split('-')[0]))].sort();

function testFiles(): string[] {
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'));
}

/** The groups that a test file takes up. */
function claimsOf(file: string): string[] {
  return [...readFileSync(path.join(__dirname, file), 'utf8').matchAll(/\bpaired\('(\w+)',/g)].map((match) => match[1]);
}

test('each group is taken up by one test file, but for those of what this client does not have', () => {
  const claims = testFiles().flatMap(claimsOf).sort();
  expect(claims).toEqual(groups.filter((group) => !(group in exceptedGroups)));
});

test('every group and vector that is excepted exists', () => {
  expect(Object.keys(exceptedGroups).filter((group) => !groups.includes(group))).toEqual([]);
  expect(Object.keys(otherwise).filter((id) => !ids.includes(id))).toEqual([]);
});

test('an id is there once', () => {
  expect(new Set(ids).size).toBe(ids.length);
});
