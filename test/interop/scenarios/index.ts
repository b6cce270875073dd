/** All scenarios, in the order they are run. */
import type { Scenario } from '../scenario';
import { attributes } from './attributes';
import { blockwise } from './blockwise';
import { bootstrapping } from './bootstrapping';
import { composite } from './composite';
import { conditions } from './conditions';
import { executing } from './executing';
import { formats } from './formats';
import { instances } from './instances';
import { observing } from './observing';
import { queueing } from './queueing';
import { reading } from './reading';
import { registration } from './registration';
import { securing } from './securing';
import { sending } from './sending';
import { servers } from './servers';
import { writing } from './writing';

export const scenarios: readonly Scenario[] = [
  registration, reading, writing, attributes, executing, instances, observing,
  formats, composite, sending, blockwise, conditions, queueing, servers, bootstrapping, securing,
].flat();
