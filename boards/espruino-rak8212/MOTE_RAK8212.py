# Espruino for Mote on a RAK8212: stock firmware without what Mote does not use, with SHA-256, and with 152 KiB of Storage,
# for two images of 64 KiB. Copy this file and MOTE_NRF52832.py into boards/ of Espruino's sources and build it there; README.md
# says how.

from MOTE_NRF52832 import sources, without
import RAK8212 as base
from RAK8212 import *

PAGES = 38  # of Storage, 4 KiB each

# Only Espruino itself calls these: compiled, without names for scripts.
unnamed = ["src/jswrap_%s.c" % name for name in ["pin", "promise", "regexp", "timer"]]
# Modules in JavaScript for the modem and the sensors; Mote has its own for the modem.
dropped = ["JSMODULESOURCES"]

info = dict(base.info, name="Mote on RAK8212", boardname="MOTE_RAK8212", binary_name="espruino_%v_mote_rak8212.hex")
info["build"] = dict(
  base.info["build"],
  optimizeflags="-Os -flto=auto -fno-fat-lto-objects -Wl,--allow-multiple-definition",
  libraries=["BLUETOOTH", "CRYPTO", "SHA256"],
  makefile=[line for line in base.info["build"]["makefile"] if not any(word in line for word in dropped)] + [
    "USE_DEBUGGER=0",
    "USE_TAB_COMPLETE=0",
    "ifndef BOOTLOADER",
    "override WRAPPERSOURCES := " + " ".join(source for source in sources if source not in unnamed),
    "SOURCES += " + " ".join(unnamed),
    "endif",
    "DEFINES += -DCENTRAL_LINK_COUNT=0 -DNRF_SDH_BLE_CENTRAL_LINK_COUNT=0",
    "DEFINES += -DESPR_PACKED_SYMPTR",
    "LDFLAGS += -nostartfiles", "ASFLAGS += -D__STARTUP_CLEAR_BSS -D__START=main",
  ] + ["DEFINES += -D" + name for name in without + ["ESPR_NO_DAYLIGHT_SAVING", "ESPR_NO_SOFTWARE_I2C"]],
)

chip = dict(base.chip)
chip["saved_code"] = {"address": (118 - PAGES) * 4096, "page_size": 4096, "pages": PAGES, "flash_available": 512 - (31 + 8 + 2 + PAGES) * 4}
