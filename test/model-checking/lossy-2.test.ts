/** The second half of 10,000 operations on a bad wire. */
import { checkSeed, OPERATIONS, seedsFrom } from './lossy';

test.each(seedsFrom(21))(`seed %i: ${OPERATIONS} operations`, checkSeed);
