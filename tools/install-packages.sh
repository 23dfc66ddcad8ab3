#!/bin/sh
# Installs the Debian packages in a list that this machine lacks. Does nothing, and needs no network, if all are there. Packages marked with ? are
# optional: they are skipped if they cannot be installed.
set -eu
names=$(sed -n '/^[^#?]/p' "$1")
extras=$(sed -n 's/^?//p' "$1")
if ! command -v dpkg >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This machine has no apt-get. If the build does not find something, install the counterparts of:" $names $extras >&2
    exit 0
fi
# The names that are not installed; a program of that name in the path also counts.
missing_of() {
    for name in $1; do
        command -v "$name" >/dev/null || dpkg -s "$name" 2>/dev/null | grep -q '^Status: install ok installed' || printf ' %s' "$name"
    done
}
missing=$(missing_of "$names")
wanted=$(missing_of "$extras")
[ -n "$missing$wanted" ] || exit 0
sudo=
if [ "$(id -u)" != 0 ]; then
    sudo=sudo
    if ! command -v sudo >/dev/null; then
        [ -z "$missing" ] || { echo "missing:$missing - become root, or install sudo, to have them installed" >&2; exit 1; }
        exit 0
    fi
fi
install() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}
echo "installing$missing$wanted" >&2
$sudo apt-get update -qq || echo "apt-get update failed; going on with what it knows" >&2
[ -z "$missing" ] || install $missing
[ -z "$wanted" ] || install $wanted || echo "going on without$wanted" >&2
