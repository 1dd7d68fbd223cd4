#!/bin/sh
# Tesseract (with German, English and page orientation) and LibreOffice for the tests and a trial on this machine. What is
# installed is used as it is; otherwise Debian's packages are unpacked into node_modules/.tesseract and node_modules/.office,
# for root and users alike: nothing is installed. Without them pages are read by tesseract.js, and of office files the text.
# SANE's scanimage with its test device comes along, for the tests of scanning.
# `sh tools/readers.sh [tesseract|office|scanner]`
set -eu
cd "$(dirname "$0")/.."

bring() {
  name=$1 program=$2
  shift 2
  home=$PWD/node_modules/.$name
  if [ -x "/$program" ] || [ -e "$home/root/$program" ]; then return 0; fi
  if ! command -v apt-get > /dev/null || ! command -v dpkg-deb > /dev/null; then
    echo "The tests that read scans and office files are thinner without $name: please install it." >&2
    return 0
  fi
  new=$(mktemp -d "$home-XXXXXX")
  mkdir -p "$new/apt/lists/partial" "$new/apt/cache/archives/partial" "$new/root"
  # lists and packages of its own: needs no root and leaves the machine's as they are
  apt="apt-get -qq -o Dir::State::lists=$new/apt/lists -o Dir::Cache=$new/apt/cache -o Debug::NoLocking=1 -o APT::Sandbox::User="
  if ! { $apt update && $apt install -y --download-only --no-install-recommends "$@"; } > "$new/log" 2>&1; then
    cat "$new/log" >&2
    rm -rf "$new"
    echo "$name could not be fetched; its tests are thinner." >&2
    return 0
  fi
  for package in "$new"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$new/root"; done
  rm -r "$new/apt"
  # links to /etc and /usr lead into the unpacked tree, not into the machine's
  find "$new/root" -type l -lname '/*' | while read -r link; do
    ln -sfr "$new/root$(readlink "$link")" "$link"
  done
  # LibreOffice looks for its settings at the addresses it was built for; here it looks beside itself
  for settings in "$new"/root/usr/lib/libreoffice/program/*rc; do
    if [ -f "$settings" ]; then
      sed -i 's#file:///usr/lib/libreoffice#${ORIGIN}/..#g; s#file:///etc/libreoffice#${ORIGIN}/../../../../etc/libreoffice#g' "$settings"
    fi
  done
  # what its installation would copy to /etc
  if [ -d "$new/root/usr/lib/libreoffice/share/.registry" ]; then
    cp -r "$new/root/usr/lib/libreoffice/share/.registry/." "$new/root/etc/libreoffice/registry/"
  fi
  chmod -R a+rX "$new"
  mv -T "$new" "$home" 2> /dev/null || { rm -rf "$new"; test -e "$home/root/$program"; } # somebody else was faster
}

want=${1-all}
if [ "$want" = all ] || [ "$want" = tesseract ]; then
  bring tesseract usr/bin/tesseract tesseract-ocr tesseract-ocr-deu tesseract-ocr-eng tesseract-ocr-osd
fi
if [ "$want" = all ] || [ "$want" = scanner ]; then
  bring scanner usr/bin/scanimage sane-utils
fi
if [ "$want" = all ] || [ "$want" = office ]; then
  bring office usr/lib/libreoffice/program/soffice.bin \
    libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui fonts-liberation fonts-dejavu-core
fi
