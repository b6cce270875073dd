/** A device with a console, and a resource of each type. */
import type { Board } from '../../../src/board';
import {
  addClient, addObject, Answer, createInstance, type InstanceOf, onChanged, onExecute, onRead, onValidate, setBoolean, setNumber, setOpaque, setString, startClient, startShell,
} from '../../../src/client';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';
import { Device } from '../../../src/objects/device';

export const object = describe({
  id: 4000,
  version: '1.2',
  multiple: true,
  resources: {
    0: { type: Type.string, operations: Operations.readWrite },
    1: { type: Type.integer, operations: Operations.readWrite, range: [0, 100] },
    2: { type: Type.unsigned, operations: Operations.readWrite },
    3: { type: Type.float, operations: Operations.read },
    4: { type: Type.boolean, operations: Operations.readWrite },
    5: { type: Type.opaque, operations: Operations.readWrite },
    6: { type: Type.time, operations: Operations.write },
    7: { type: Type.objectLink, operations: Operations.readWrite },
    8: { type: Type.integer, operations: Operations.readWrite, multiple: true },
    9: { type: Type.none, operations: Operations.execute },
    10: { type: Type.none, operations: Operations.execute },
    11: { type: Type.integer, operations: Operations.read },
  },
});

/** What callbacks were told. */
export const told: string[] = [];
/** What the next execution answers. */
export const answers = { execute: Answer.done as Answer, read: Answer.done as Answer };

export function main(board: Board): void {
  const device = addClient(board)!;
  setString(device, Device.manufacturer, 'Mote');
  addObject(object, 2);
  const thing: InstanceOf<typeof object> = createInstance(object, 0)!;
  setString(thing, 0, 'Gr\u00fc\u00dfe');
  setNumber(thing, 1, 50);
  setNumber(thing, 3, 21.5);
  setBoolean(thing, 4, true);
  setOpaque(thing, 5, new Uint8Array([0, 171, 255]), 3);
  setNumber(thing, 6, 1700000000);
  setNumber(thing, 7, 3 * 65536);
  setNumber(thing, 8, -7, 0);
  setNumber(thing, 8, 9, 3);
  onChanged(object, 1, (_, value) => void told.push(`changed to ${value}`));
  onValidate(object, 1, (value) => (value === 13 ? Answer.badRequest : Answer.done));
  onExecute(object, 9, (_, args) => {
    told.push(`executed with ${args}`);
    return answers.execute;
  });
  onRead(object, 11, (instance) => {
    setNumber(instance, 11, 77);
    return answers.read;
  });
  startShell(board);
  startClient(board, () => undefined);
}
