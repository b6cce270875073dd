/** An image whose application fills its tables itself: texts, resource instances, instances, jobs and callbacks. */
import type { Board } from '../../../src/board';
import {
  addClient,
  addObject,
  after,
  Answer,
  createInstance,
  deleteInstance,
  deleteResourceInstance,
  getInstance,
  getNumber,
  getString,
  onChanged,
  setNumber,
  setString,
  startClient,
} from '../../../src/client';
import { Type } from '../../../src/format/type';
import { describe } from '../../../src/model/describe';
import { Operations } from '../../../src/model/description';

const brim = describe({
  id: 32773,
  version: '1.0',
  multiple: true,
  resources: {
    0: { type: Type.string, operations: Operations.readWrite },
    1: { type: Type.integer, operations: Operations.readWrite, multiple: true },
    2: { type: Type.string, operations: Operations.readWrite, multiple: true },
  },
});

const first = () => getInstance(brim, 0)!;

export const setText = (text: string): boolean => setString(first(), 0, text);
export const text = (): string | undefined => getString(first(), 0);
export const setMember = (id: number, value: number): boolean => setNumber(first(), 1, value, id);
export const member = (id: number): number | undefined => getNumber(first(), 1, id);
export const removeMember = (id: number): boolean => deleteResourceInstance(first(), 1, id);
export const setName = (id: number, name: string): boolean => setString(first(), 2, name, id);
export const name = (id: number): string | undefined => getString(first(), 2, id);
export const create = (id: number): boolean => createInstance(brim, id) !== undefined;
export const remove = (id: number): void => deleteInstance(getInstance(brim, id)!);

/** Plans so many different jobs. */
export function planJobs(count: number): void {
  for (let job = 0; job < count; job++) after(60, () => void job);
}

export function addCallbacks(count: number): void {
  for (let i = 0; i < count; i++) onChanged(brim, 0, () => void Answer.done);
}

export function main(board: Board): void {
  addClient(board);
  addObject(brim, 3);
  createInstance(brim, 0);
  setText('first');
  startClient(board, () => {});
}
