#!/bin/sh
# Installs the Debian packages that a list names and this machine lacks. Does nothing, and needs no network, where all are there.
set -eu
names=$(grep -v '^#' "$1")
if ! command -v dpkg >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This machine has no apt-get. If the build does not find something, install the counterparts of:" $names >&2
    exit 0
fi
missing=
for name in $names; do
    dpkg -s "$name" 2>/dev/null | grep -q '^Status: install ok installed' || missing="$missing $name"
done
[ -n "$missing" ] || exit 0
sudo=
if [ "$(id -u)" != 0 ]; then
    sudo=sudo
    command -v sudo >/dev/null || { echo "missing:$missing - become root, or install sudo, to have them installed" >&2; exit 1; }
fi
echo "installing$missing" >&2
$sudo apt-get update -qq || echo "apt-get update failed; going on with what it knows" >&2
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
