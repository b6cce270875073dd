/** Object 19, BinaryAppDataContainer (OMA registry, version 1.0): for values that do not fit in a message. */
import { addObject, createInstance, setOpaque } from '../../../src/client';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';

const enum BinaryData {
  data = 0,
  dataPriority = 1,
  dataCreationTime = 2,
  dataDescription = 3,
  dataFormat = 4,
  appId = 5,
}

const binaryData = describe({
  id: 19,
  version: '1.0',
  multiple: true,
  resources: {
    [BinaryData.data]: { type: Type.opaque, operations: Operations.readWrite, multiple: true, mandatory: true },
    [BinaryData.dataPriority]: { type: Type.integer, operations: Operations.readWrite },
    [BinaryData.dataCreationTime]: { type: Type.time, operations: Operations.readWrite },
    [BinaryData.dataDescription]: { type: Type.string, operations: Operations.readWrite },
    [BinaryData.dataFormat]: { type: Type.string, operations: Operations.readWrite },
    [BinaryData.appId]: { type: Type.integer, operations: Operations.readWrite },
  },
});

/** Adds the object, with an instance whose data is one empty value. */
export function addBinaryData(): void {
  addObject(binaryData, 1);
  const first = createInstance(binaryData, 0);
  if (first !== undefined) {
    setOpaque(first, BinaryData.data, new Uint8Array(1), 0, 0);
  }
}
