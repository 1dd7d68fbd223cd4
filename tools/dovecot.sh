#!/bin/sh
# A real IMAP server for the tests. An installed Dovecot is used as it is; otherwise Debian's packages are unpacked into
# node_modules/.dovecot, for root and users alike: nothing is installed, no service is started, five seconds.
set -eu
cd "$(dirname "$0")/.."
home=$PWD/node_modules/.dovecot
if [ -x /usr/sbin/dovecot ] || [ -e "$home/root/usr/sbin/dovecot" ]; then exit 0; fi
if ! command -v apt-get > /dev/null || ! command -v dpkg-deb > /dev/null; then
  echo 'The tests of returned mails need Dovecot: please install it (IMAP server), version 2.3 or newer.' >&2
  exit 0
fi
new=$(mktemp -d "$home-XXXXXX")
trap 'rm -rf "$new"' EXIT
mkdir -p "$new/apt/lists/partial" "$new/apt/cache/archives/partial" "$new/root"
apt() {
  # lists and packages of its own: needs no root and leaves the machine's as they are
  apt-get -qq -o Dir::State::lists="$new/apt/lists" -o Dir::Cache="$new/apt/cache" \
    -o Debug::NoLocking=1 -o APT::Sandbox::User= "$@" > "$new/log" 2>&1 || { cat "$new/log" >&2; return 1; }
}
apt update
apt install -y --download-only --no-install-recommends dovecot-imapd
for package in "$new"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$new/root"; done
rm -r "$new/apt"
# The sign-in process looks for its modules at an address that was fixed when Dovecot was built; here it looks in the
# folder it runs in. Both texts have the same length.
for library in "$new"/root/usr/lib/dovecot/libdovecot.so.*.*; do
  perl -0pi -e 's#/usr/lib/dovecot/modules\0#("./" x 8) . "/modules\0"#ge' "$library"
done
chmod -R a+rX "$new"
mv -T "$new" "$home" 2> /dev/null || test -e "$home/root/usr/sbin/dovecot" # somebody else was faster
