/** Espruino for ESP32 has AES and SHA-256: the image does without the portable ones (src/crypto/primitives.ts). */
export { openCcm, sealCcm, startCcm } from '../espruino/ccm';
export { finishHmac, restartHmac, startHmac, updateHmac } from '../espruino/hmac';
export { hashOnce } from '../espruino/sha256';
