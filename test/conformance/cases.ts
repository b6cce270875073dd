/** All tests, a file for each section of the specification. */
import type { Case } from './case';
import { bootstrap } from './bootstrap';
import { composite } from './composite';
import { firmware } from './firmware';
import { management } from './management';
import { objects } from './objects';
import { registration } from './registration';
import { reporting } from './reporting';
import { security } from './security';

export const cases: readonly Case[] = [bootstrap, registration, management, composite, reporting, security, objects, firmware].flat();
