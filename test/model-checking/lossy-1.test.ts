/** The first half of 10,000 operations on a bad wire. */
import { checkSeed, OPERATIONS, seedsFrom } from './lossy';

test.each(seedsFrom(1))(`seed %i: ${OPERATIONS} operations`, checkSeed);
