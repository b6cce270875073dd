/** `System` of ESP32, as far as the board uses it. */
globalThis.System = { restart: native('rig_restart') };
