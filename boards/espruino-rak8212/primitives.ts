/** The Espruino that README.md says how to build has SHA-256. It has no AES: DTLS does not fit this chip. */
export { openCcm, sealCcm, startCcm } from '../espruino/ccm';
export { finishHmac, restartHmac, startHmac, updateHmac } from '../espruino/hmac';
export { hashOnce } from '../espruino/sha256';
