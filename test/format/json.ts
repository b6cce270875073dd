import { Type } from '../../src/format/type';
import type { Event } from './payload';
import { integer, string, time } from './types';

export type Types = Readonly<Record<number, Type>>;

export const typesIn =
  (types: Types) =>
  (id: number): Type =>
    types[id] ?? Type.opaque;

/** Object 3 as the examples of the specifications have it. */
export const deviceTypes: Types = {
  0: string, 1: string, 2: string, 3: string, 6: integer, 7: integer, 8: integer, 9: integer, 10: integer,
  11: integer, 13: time, 14: string, 16: string,
};

export const deviceEvents: readonly Event[] = [
  { path: '/3/0/0', value: 'Open Mobile Alliance' },
  { path: '/3/0/1', value: 'Lightweight M2M Client' },
  { path: '/3/0/2', value: '345000123' },
  { path: '/3/0/3', value: '1.0' },
  { path: '/3/0/6/0', value: 1 },
  { path: '/3/0/6/1', value: 5 },
  { path: '/3/0/7/0', value: 3800 },
  { path: '/3/0/7/1', value: 5000 },
  { path: '/3/0/8/0', value: 125 },
  { path: '/3/0/8/1', value: 900 },
  { path: '/3/0/9', value: 100 },
  { path: '/3/0/10', value: 15 },
  { path: '/3/0/11/0', value: 0 },
  { path: '/3/0/13', value: 1367491215 },
  { path: '/3/0/14', value: '+02:00' },
  { path: '/3/0/16', value: 'U' },
];
