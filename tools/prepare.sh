#!/bin/sh
# Brings what the scripts need and the machine may lack: the npm packages (Node 26 among them).
set -eu
cd "$(dirname "$0")/.."
stamp=node_modules/.prepared
want=$(cksum < package-lock.json)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$want" ]; then
  npm ci --no-audit --no-fund --loglevel=error >&2
  printf '%s' "$want" > "$stamp"
fi
