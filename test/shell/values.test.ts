/** `read`, `write`, `exec`, `ls`. */
import { startConsole } from './device';

test('values are shown as text, opaque in hexadecimal, and fresh', () => {
  const device = startConsole();
  const shown = [0, 1, 3, 4, 5, 6, 7, 11].map((resource) => device.type(`lwm2m read 4000/0/${resource}`));
  expect(shown).toEqual([['Grüße'], ['50'], ['21.5'], ['true'], ['00abff'], ['1700000000'], ['3:0'], ['77']]);
  expect(device.type('lwm2m read 4000/0/8/3')).toEqual(['9']);
});

test('paths have a slash in front or not, and "lwm2m" may be left out', () => {
  const device = startConsole();
  expect(device.type('lwm2m read /4000/0/1')).toEqual(['50']);
  expect(device.type('  read  4000/0/1 ')).toEqual(['50']);
});

test.each([
  ['3/0/0 -s', 'Mote'], ['3/0/0 -x', '4d6f7465'], ['1/0/1 -u32', '300'], ['1/0/0 -u16', '1'], ['4000/0/1 -s8', '50'], ['4000/0/8/0 -s64', '-7'],
  ['4000/0/4 -b', '1'], ['4000/0/4 -u8', '1'], ['4000/0/3 -f', '21.5'], ['4000/0/6 -t', '1700000000'], ['0/0/0 -s', 'coap://server'],
])("Zephyr's options: read %s", (words, value) => {
  expect(startConsole().type(`lwm2m read ${words}`)).toEqual([value]);
});

test('written from the console is as set by the device: callbacks and observers are told', () => {
  const device = startConsole();
  const observation = device.server.observe('/4000/0/1');
  device.simulation.run(1000);
  expect(device.type('lwm2m write 4000/0/1 51')).toEqual([]);
  device.simulation.run(1000);
  expect(device.app.told).toEqual(['changed to 51']);
  expect(observation.newest?.text).toBe('51');
});

test.each([
  ['4000/0/0 "Hello big world"', 'Hello big world'], ['4000/0/0 -s abc', 'abc'], ['4000/0/0 -x 6d6F', 'mo'], ['4000/0/0 ""', ''],
  ['4000/0/1 -u32 5', '5'], ['4000/0/2 4294967295', '4294967295'], ['4000/0/3 -f -0.25', '-0.25'], ['4000/0/4 -u8 0', 'false'], ['4000/0/4 false', 'false'],
  ['4000/0/4 -b 1', 'true'], ['4000/0/5 0a0B', '0a0b'], ['4000/0/5 -s abc', '616263'], ['4000/0/6 -t 12', '12'], ['4000/0/7 4000:0', '4000:0'], ['4000/0/8/5 1', '1'],
])('write %s', (words, value) => {
  const device = startConsole();
  expect(device.type(`lwm2m write ${words}`)).toEqual([]);
  expect(device.type(`lwm2m read ${words.split(' ')[0]}`)).toEqual([value]);
});

test('a lifetime that is written is told to the server', () => {
  const device = startConsole();
  device.type('lwm2m write 1/0/1 -u32 600');
  device.simulation.run(1000);
  expect(device.server.registration.lifetime).toBe(600);
});

test.each([
  ['read 4000', '4000/0/0 RW : Grüße'],
  ['read x/0', '"x/0" is no path: type ids, as in 3/0/0'],
  ['read 5/0/0', '5 is not there: "lwm2m ls" shows what is'],
  ['read 4000/7/0', '4000/7 is not there: "lwm2m ls 4000" shows what is'],
  ['read 4000/0/99', '4000/0/99 is not there: "lwm2m ls 4000/0" shows what is'],
  ['read 4000/0/1/0', '4000/0/1 has no instances: leave out the last id'],
  ['read 4000/0/2', '4000/0/2 has no value'],
  ['read 4000/0/8/1', '4000/0/8/1 has no value'],
  ['read 4000/0/9', '4000/0/9 is executed, not read: lwm2m exec 4000/0/9'],
  ['read 4000/0/1 -y', '"-y" is no type: -s string, -b boolean, -u8 to -u64, -s8 to -s64, -f float, -t time, -x hexadecimal'],
  ['read 4000/0/1 -u7', '"-u7" is no type: -s string, -b boolean, -u8 to -u64, -s8 to -s64, -f float, -t time, -x hexadecimal'],
  ['read', 'usage: lwm2m read PATH [-s|-b|-uN|-sN|-f|-t|-x]'],
  ['read 1 2 3', 'usage: lwm2m read PATH [-s|-b|-uN|-sN|-f|-t|-x]'],
  ['write 4000/0/1', 'usage: lwm2m write PATH [-s|-b|-uN|-sN|-f|-t|-x] VALUE'],
  ['write 4000/0/0 two words more', 'usage: lwm2m write PATH [-s|-b|-uN|-sN|-f|-t|-x] VALUE'],
  ['write 4000/0/1 -y 1', '"-y" is no type: -s string, -b boolean, -u8 to -u64, -s8 to -s64, -f float, -t time, -x hexadecimal'],
  ['write 4000/0/1 1.5', '"1.5" is not a whole number, which 4000/0/1 takes'],
  ['write 4000/0/2 -1', '"-1" is not a whole number from 0 on, which 4000/0/2 takes'],
  ['write 4000/0/3 warm', '"warm" is not a number, which 4000/0/3 takes'],
  ['write 4000/0/4 2', '"2" is not true or false, which 4000/0/4 takes'],
  ['write 4000/0/5 abc', '"abc" is not an even number of hexadecimal digits (or use -s), which 4000/0/5 takes'],
  ['write 4000/0/5 0g', '"0g" is not an even number of hexadecimal digits (or use -s), which 4000/0/5 takes'],
  ['write 4000/0/7 3', '"3" is not a link to an instance, as in 3:0, which 4000/0/7 takes'],
  ['write 4000/0/1 101', '"101" is out of the range of 4000/0/1'],
  ['write 4000/0/1 13', '"13" is not accepted by 4000/0/1'],
  ['write 4000/0/8 1', '4000/0/8 has several values: add an id'],
  ['write 4000/0 1', '4000/0 has several values: add an id'],
  ['write 4000/0/9 1', '4000/0/9 is executed, not written: lwm2m exec 4000/0/9'],
  ['exec', 'usage: lwm2m exec PATH [ARGUMENTS]'],
  ['exec 4000/0/1', '4000/0/1 cannot be executed: "lwm2m ls" marks what can with E'],
  ['exec 4000/0', '4000/0 cannot be executed: "lwm2m ls" marks what can with E'],
  ['exec 4000/0/10', '4000/0/10 does nothing on this device'],
  ['exec 4000/0/9 reboot', '"reboot" is no list of arguments: type them as in 0=\'a\',1'],
  ['ls 1 2', 'usage: lwm2m ls [PATH]'],
  ['ls 4000/0/2', '4000/0/2 has no value'],
])('%s', (line, said) => {
  const device = startConsole();
  expect(device.type(`lwm2m ${line}`)[0]).toBe(said);
  expect(device.app.told).toEqual([]);
});

test('what the tables have no room for is said', () => {
  const device = startConsole({ config: { textBytes: 60, resourceInstances: 6 } });
  expect(device.type(`lwm2m write 4000/0/0 ${'x'.repeat(60)}`)).toEqual(['a table is full: see "textBytes" and "resourceInstances" in config.json']);
});

test('execute: with arguments or without; errors and answers that come later are said', () => {
  const device = startConsole();
  expect(device.type('lwm2m exec 4000/0/9')).toEqual([]);
  expect(device.type("lwm2m exec 4000/0/9 0='a',1")).toEqual([]);
  expect(device.app.told).toEqual(['executed with ', "executed with 0='a',1"]);
  device.app.answers.execute = 0x84;
  expect(device.type('lwm2m exec 4000/0/9')).toEqual(['refused: 4.04']);
  device.app.answers.execute = -1;
  expect(device.type('lwm2m exec 4000/0/9')).toEqual(['begun: the device finishes it later']);
});

test('a value that a callback does not give is not shown', () => {
  const device = startConsole();
  device.app.answers.read = 0xa0;
  expect(device.type('lwm2m read 4000/0/11')).toEqual(['the device cannot read it: 5.00']);
  expect(device.type('lwm2m ls 4000/0')).toEqual(['the device cannot read it: 5.00']);
});

test('ls: objects; resources with operations and values; keys are only counted', () => {
  const device = startConsole();
  expect(device.type('lwm2m ls')).toEqual(['0 v1.1 : 0', '1 v1.1 : 0', '3 v1.1 : 0', '4000 v1.2 : 0']);
  expect(device.type('lwm2m ls /')).toEqual(device.type('ls'));
  expect(device.type('lwm2m ls 4000')).toEqual([
    '4000/0/0 RW : Grüße', '4000/0/1 RW : 50', '4000/0/3 R  : 21.5', '4000/0/4 RW : true', '4000/0/5 RW : 00abff', '4000/0/6  W : 1700000000',
    '4000/0/7 RW : 3:0', '4000/0/8/0 RW : -7', '4000/0/8/3 RW : 9', '4000/0/9 E', '4000/0/11 R  : 77',
  ]);
  expect(device.type('lwm2m ls 4000/0')).toHaveLength(11);
  expect(device.type('lwm2m ls 4000/0/8')).toEqual(['4000/0/8/0 RW : -7', '4000/0/8/3 RW : 9']);
  expect(device.type('lwm2m ls 4000/0/8/3')).toEqual(['4000/0/8/3 RW : 9']);
  device.type('lwm2m write 0/0/5 -s secret');
  expect(device.type('lwm2m ls 0/0/5')).toEqual(['0/0/5    : 6 bytes']);
});
