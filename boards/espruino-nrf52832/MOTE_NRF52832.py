# Espruino for Mote on an nRF52832: that of Puck.js without what Mote does not use, with SHA-256, and with 144 KiB of
# Storage, for two images of 60 KiB. Copy this file into boards/ of Espruino's sources and build it there; README.md says how.

import PUCKJS_MINIMAL as base
from PUCKJS_MINIMAL import *

PAGES = 36  # of Storage, 4 KiB each

# The wrappers of what Mote and its tools call; the others are not in the firmware.
wrappers = [
  "array", "arraybuffer", "error", "functions", "json", "number", "object", "pipe", "regexp", "timer", "string", "modules",
  "math", "espruino", "flash", "interactive", "io", "pin", "process", "promise", "serial", "storage", "stream",
]
sources = ["src/jswrap_%s.c" % name for name in wrappers] + ["libs/bluetooth/jswrap_bluetooth.c", "libs/crypto/jswrap_crypto.c"]

without = [
  "ESPR_NO_BLUETOOTH_MESSAGES", "ESPR_NO_CLASSES", "ESPR_NO_DUMP_STATE", "ESPR_NO_GET_SET", "ESPR_NO_LET_SCOPING",
  "ESPR_NO_PASSWORD", "ESPR_NO_PROPERTY_SHORTHAND", "ESPR_NO_REGEX", "ESPR_NO_REGEX_OPTIMISE", "ESPR_NO_SOFTWARE_SERIAL",
  "ESPR_NO_TEMPLATE_LITERAL", "ESPR_NO_VARIMAGE", "ESPR_LIMIT_DATE_RANGE", "SAVE_ON_FLASH_MATH",
]
# The sensors of Puck.js, NFC, Neopixels, and connections that the chip makes to others.
dropped = ["libs/puckjs", "GETBATTERY", "NFC", "NEOPIXEL", "CENTRAL_LINK_COUNT"]

def build_of(base, dropped, sources, more):
  """How Espruino is built for Mote: as for the board `base`, without the lines of its makefile that hold a word of `dropped`,
  with the wrappers in `sources` alone, and with the lines `more`."""
  return dict(
    base.info["build"],
    optimizeflags="-Os -flto=auto -fno-fat-lto-objects -Wl,--allow-multiple-definition",
    libraries=["BLUETOOTH", "CRYPTO", "SHA256"],
    makefile=[line for line in base.info["build"]["makefile"] if not any(word in line for word in dropped)] + [
      "USE_DEBUGGER=0",
      "USE_TAB_COMPLETE=0",
      "ifndef BOOTLOADER",
      "override WRAPPERSOURCES := " + " ".join(sources),
    ] + more,
  )

def storage_of(pages):
  """Where Storage lies, below the bootloader's settings, and the kilobytes that are left for the code."""
  return {"address": (118 - pages) * 4096, "page_size": 4096, "pages": pages, "flash_available": 512 - (31 + 8 + 2 + pages) * 4}

no_connections = "DEFINES += -DCENTRAL_LINK_COUNT=0 -DNRF_SDH_BLE_CENTRAL_LINK_COUNT=0"

# Fewer variables than Puck.js has: what they leave is the stack's, which Mote needs more of (README.md).
info = dict(base.info, name="Mote on nRF52832", boardname="MOTE_NRF52832", variables=2300, binary_name="espruino_%v_mote_nrf52832.hex")
info["build"] = build_of(base, dropped, sources, ["endif", no_connections] + ["DEFINES += -D" + name for name in without])

chip = dict(base.chip, saved_code=storage_of(PAGES))
