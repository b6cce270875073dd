import { objectNames, resourceNames, wordsOf } from '../../../tools/object/names';

test.each([
  ['SMS Tx Counter', 'sms tx counter'],
  ['On/Off switch', 'on off switch'],
  ['PkgName', 'pkg name'],
  ['GetAuthData', 'get auth data'],
  ['eDRX parameters for WB-S1 mode', 'e drx parameters for wb s 1 mode'],
  ['Connection establishment time (1)', 'connection establishment time'],
  ['SMS Binding Secret Key(s)', 'sms binding secret keys'],
  ['Validity (MCC, MNC)', 'validity mcc mnc'],
  ['Énergie  réactive', 'energie reactive'],
  ["Owner's name", 'owners name'],
  ['温度', ''],
])('the words of %s', (name, words) => {
  expect(wordsOf(name).join(' ')).toBe(words);
});

function names(...resources: string[]): string[] {
  return [...resourceNames(resources.map((name, i) => ({ id: 10 + i, name }))).values()];
}

test('resources are named in camelCase', () => {
  expect(names('Min X Value', 'QCI (3)', 'LogDataFormat', 'On/Off')).toEqual(['minXValue', 'qci', 'logDataFormat', 'onOff']);
});

test('each name is given once', () => {
  expect(names('State', 'State', 'state', 'Output 1', 'Output 1')).toEqual(['state', 'state11', 'state12', 'output1', 'output1_14']);
});

test('a name is one that JavaScript and Lua allow', () => {
  expect(names('End', 'Delete', 'function', 'nil', '3D Mode', '温度', 'Type')).toEqual([
    'endResource',
    'deleteResource',
    'functionResource',
    'nilResource',
    'resource3DMode',
    'resource15',
    'typeResource',
  ]);
});

test.each([
  [3342, 'On/Off switch', 'onOffSwitch', 'OnOffSwitch', 'on-off-switch'],
  [9, 'LWM2M Software Management', 'softwareManagement', 'SoftwareManagement', 'software-management'],
  [1, 'LwM2M Server', 'server', 'Server', 'server'],
  [30001, 'LwM2M', 'lwM2M', 'LwM2M', 'lw-m-2-m'],
  [30002, '3D Printer', 'object3DPrinter', 'Object3DPrinter', '3-d-printer'],
  [30003, 'Switch', 'switchObject', 'SwitchObject', 'switch'],
  [30004, 'Date', 'dateObject', 'DateObject', 'date'],
  [30005, 'Operations', 'operationsObject', 'OperationsObject', 'operations'],
  [30006, '温度', 'object30006', 'Object30006', 'object-30006'],
])('object %i, %s', (id, name, constant, type, file) => {
  expect(objectNames({ id, name })).toEqual({ constant, type, file });
});
