import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from './allocation/client';

/**
 * Nothing is allocated after start (DESIGN: the first law of device code): in a process of its own, the smart light
 * answers thousands of requests of each kind, and the heap does not grow by a byte.
 */
let report: Report;

beforeAll(() => {
  const root = join(__dirname, '..');
  // Half a gigabyte of young generation: no collection can hide what is allocated.
  const flags = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256'];
  const output = execFileSync(process.execPath, [...flags, 'build/run', 'test/allocation/client.ts'], { cwd: root, encoding: 'utf8' });
  report = JSON.parse(output) as Report;
}, 300_000);

/** The response that each kind of request has to have; otherwise it is not what was meant to be measured. */
const responses: Readonly<Record<string, string>> = {
  ping: '0.00',
  'read a String as text': '2.05',
  'read an Integer as text': '2.05',
  'read a Float as text': '2.05',
  'read a Float as TLV': '2.05',
  'read a Time that a callback brings': '2.05',
  'read a multiple resource': '2.05',
  'read a resource instance': '2.05',
  'read an instance': '2.05',
  'read an object': '2.05',
  'read a Float as CBOR': '2.05',
  'read an instance as SenML CBOR': '2.05',
  'read an object as SenML JSON': '2.05',
  'read an instance as LwM2M CBOR': '2.05',
  'read an instance in blocks': '2.05',
  'read a composite': '2.05',
  'discover an object': '2.05',
  'write a Boolean with a callback': '2.04',
  'write an Integer': '2.04',
  'write a String': '2.04',
  'write two resources in TLV': '2.04',
  'write a composite': '2.04',
  'write an Integer in SenML CBOR': '2.04',
  'write a String in blocks': '2.04',
  'write attributes': '2.04',
  'execute with a callback': '2.04',
  'create and delete, and update': '2.02',
  'observe, notify, cancel': '2.05',
  'observe, notify in SenML CBOR, cancel': '2.05',
  'observe a composite, notify, cancel': '2.05',
  'update when asked to': '2.04',
  'a path that is not there': '4.04',
  'a path that is none': '4.04',
  'a forbidden object': '4.01',
  'an unknown critical option': '4.02',
  'a format that is not possible': '4.06',
  'a value that is none': '4.00',
  'a value out of range': '4.00',
  'a payload that is cut short': '4.00',
};

test('every kind is measured', () => {
  expect(Object.keys(report.kinds)).toEqual(Object.keys(responses));
});

test.each(Object.entries(responses))('%s (%s): no byte of heap', (kind, response) => {
  const { code, bytes } = report.kinds[kind];
  const answer = `${code >>> 5}.${String(code & 31).padStart(2, '0')}`;
  expect({ answer, bytes }).toEqual({ answer: response, bytes: 0 });
});

test('an array a datagram would have been seen', () => {
  expect(report.wasteful).toBeGreaterThanOrEqual(16 * report.perRound);
});
