#!/bin/sh
# Installs the Debian packages that a list names and this machine lacks. Does nothing, and needs no network, where all are there.
set -eu
missing=
for p in $(grep -v '^#' "$1"); do
    dpkg -s "$p" 2>/dev/null | grep -q '^Status: install ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null || { echo "missing:$missing - and this machine has no apt-get: install their counterparts, then run make" >&2; exit 1; }
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
echo "installing$missing" >&2
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >&2
