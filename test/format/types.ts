import { Type } from '../../src/format/type';

/** The data types by their short names, as tables of tests use them. */
export const string = Type.string;
export const integer = Type.integer;
export const unsigned = Type.unsigned;
export const float = Type.float;
export const boolean = Type.boolean;
export const opaque = Type.opaque;
export const time = Type.time;
export const objectLink = Type.objectLink;
export const coreLink = Type.coreLink;
