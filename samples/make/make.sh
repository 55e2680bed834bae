#!/bin/sh
# Remakes the sample pictures: make.sh [--draft] [NAME ...]; all of them without names. Needs Debian's
# blender (3.4), python3-opencv, python3-numpy, python3-pil and fonts-lato. Drafts go to $SAMPLES_DRAFTS or /tmp.
set -eu
cd "$(dirname "$0")"
draft=
if [ "${1:-}" = --draft ]; then
  draft=--draft
  shift
fi
[ $# -gt 0 ] || set -- mug kettle bottle lamp headphones camera kitchen terrace lakeside watercolour poster golden_hour blue_studio
for name in "$@"; do
  echo "== $name"
  nice -n 19 blender -b --factory-startup -P build.py -- "$name" $draft | grep -v '^Fra:\|^Saved:\|^$' || true
done
