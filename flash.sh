#!/usr/bin/env bash
# Builds an image and puts it on a board: ./flash.sh BOARD APP [PORT]
exec node "$(dirname "$0")/tools/mote.js" flash "$@"
