#!/bin/sh
# Brings what the scripts need and the machine may lack: the npm packages (Node 26 among them) and, with
# --with-browser, the browser, the IMAP server, Tesseract and LibreOffice for the tests. Needs only Node 20 or newer and npm; root or not makes no difference.
set -eu
cd "$(dirname "$0")/.."
stamp=node_modules/.prepared
want=$(cksum < package-lock.json)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$want" ]; then
  npm ci --include=dev --no-audit --no-fund --loglevel=error >&2
  printf '%s' "$want" > "$stamp"
fi
if [ "${1-}" = --with-browser ]; then
  node_modules/.bin/node --input-type=module -e 'import { browserProgram } from "./tools/browser.ts"; browserProgram()'
  sh tools/dovecot.sh
  sh tools/german.sh || echo 'Without German texts the tests of searching compare less.' >&2
  sh tools/readers.sh
fi
