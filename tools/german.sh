#!/bin/sh
# German words and texts for the tests of searching: Debian's packages unpacked into node_modules/.german, for root and
# users alike; nothing is installed. Without apt the tests use the few texts that they bring themselves.
set -eu
cd "$(dirname "$0")/.."
home=$PWD/node_modules/.german
if [ -e "$home/usr/share/dict/ngerman" ] || ! command -v apt-get > /dev/null || ! command -v dpkg-deb > /dev/null; then
  exit 0
fi
new=$(mktemp -d "$home-XXXXXX")
trap 'rm -rf "$new"' EXIT
mkdir -p "$new/apt/lists/partial" "$new/apt/cache/archives/partial" "$new/root"
apt() {
  # lists and packages of its own: needs no root and leaves the machine's as they are
  apt-get -qq -o Dir::State::lists="$new/apt/lists" -o Dir::State::status=/dev/null -o Dir::Cache="$new/apt/cache" \
    -o Debug::NoLocking=1 -o APT::Sandbox::User= "$@" > "$new/log" 2>&1 || { cat "$new/log" >&2; return 1; }
}
apt update
(cd "$new/apt/cache/archives" && apt download wngerman fortunes-de debian-handbook)
for package in "$new"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$new/root"; done
find "$new/root/usr/share/doc/debian-handbook/html" -mindepth 1 -maxdepth 1 ! -name de-DE -exec rm -r {} +
chmod -R a+rX "$new/root"
mv -T "$new/root" "$home" 2> /dev/null || test -e "$home/usr/share/dict/ngerman" # somebody else was faster
