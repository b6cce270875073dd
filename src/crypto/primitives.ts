/**
 * What records, handshakes and signatures are made of, portable. The build resolves the bare module name `primitives` to the board's
 * own file of that name where it has one, which exports the same over what its engine does natively, and to this one elsewhere.
 */
export { openCcm, sealCcm, startCcm } from './ccm';
export { finishHmac, restartHmac, startHmac, updateHmac } from './hmac';
export { hashOnce } from './sha256';
