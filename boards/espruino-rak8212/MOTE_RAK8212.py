# Espruino for Mote on a RAK8212: stock firmware without what Mote does not use, with SHA-256, and with 152 KiB of Storage,
# for two images of 64 KiB. Copy this file and MOTE_NRF52832.py into boards/ of Espruino's sources and build it there; README.md
# says how.

from MOTE_NRF52832 import build_of, no_connections, sources, storage_of, without
import RAK8212 as base
from RAK8212 import *

PAGES = 38  # of Storage, 4 KiB each

# Only Espruino itself calls these: compiled, without names for scripts.
unnamed = ["src/jswrap_%s.c" % name for name in ["pin", "promise", "regexp", "timer"]]
# Modules in JavaScript for the modem and the sensors; Mote has its own for the modem.
dropped = ["JSMODULESOURCES"]

info = dict(base.info, name="Mote on RAK8212", boardname="MOTE_RAK8212", binary_name="espruino_%v_mote_rak8212.hex")
info["build"] = build_of(
  base,
  dropped,
  [source for source in sources if source not in unnamed],
  [
    "SOURCES += " + " ".join(unnamed),
    "endif",
    no_connections,
    "DEFINES += -DESPR_PACKED_SYMPTR",
    "LDFLAGS += -nostartfiles", "ASFLAGS += -D__STARTUP_CLEAR_BSS -D__START=main",
  ] + ["DEFINES += -D" + name for name in without + ["ESPR_NO_DAYLIGHT_SAVING", "ESPR_NO_SOFTWARE_I2C"]],
)

chip = dict(base.chip, saved_code=storage_of(PAGES))
