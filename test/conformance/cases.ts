/** All tests, a file for each section of the specification. */
import type { Case } from './case';
import { registration } from './registration';

export const cases: readonly Case[] = [registration].flat();
