/** The boot stub. */
export { start } from '../espruino/boot';
