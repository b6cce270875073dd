/** All scenarios, in the order they are run. */
import type { Scenario } from '../scenario';
import { attributes } from './attributes';
import { executing } from './executing';
import { instances } from './instances';
import { observing } from './observing';
import { reading } from './reading';
import { registration } from './registration';
import { writing } from './writing';

export const scenarios: readonly Scenario[] = [
  registration, reading, writing, attributes, executing, instances, observing,
].flat();
