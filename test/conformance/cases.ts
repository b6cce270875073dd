/** All tests, a file for each section of the specification. */
import type { Case } from './case';
import { composite } from './composite';
import { management } from './management';
import { registration } from './registration';

export const cases: readonly Case[] = [registration, management, composite].flat();
