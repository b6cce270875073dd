#!/usr/bin/env bash
# Builds an image and puts it on a board: ./flash.sh BOARD APP
set -eu
cd "$(dirname "$0")"
if [ $# -ne 2 ] || [ ! -f "boards/$1/board.json" ] || [ ! -d "firmware/$2" ]; then
  echo "usage: ./flash.sh BOARD APP" >&2
  echo "boards: $(cd boards && ls -d */ | tr -d / | tr "\n" " ")" >&2
  echo "apps:   $(cd firmware && ls | tr '\n' ' ')" >&2
  exit 2
fi
npm run --silent build -- "$2" --board "$1"
case $1 in
  linux)
    echo "This board is this computer: the image runs with"
    echo "  node dist/$2-linux/image.js --endpoint NAME --server coap://HOST:5683"
    ;;
  *)
    echo "Mote cannot flash $1 yet: the image is in dist/$2-$1" >&2
    exit 1
    ;;
esac
