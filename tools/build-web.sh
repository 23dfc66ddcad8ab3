#!/bin/sh
# Builds web/ into one file that is built into the program (web/pack.mjs describes its layout). Packages come from npm's cache if possible. Without node, npm
# or a package, the file is empty and the desk says so; the rest of attache is not affected.
set -u
case $1 in /*) out=$1 ;; *) out=$PWD/$1 ;; esac # the folder is left on the way
dir=$(dirname "$out")
mkdir -p "$dir"
give_up() {
    echo "make: the desk's pages are not built: $1. Its API works without them." >&2
    : >"$out"
    exit 0
}
command -v node >/dev/null && command -v npm >/dev/null || give_up "node and npm are not installed"
rm -rf "$dir/src" "$dir/public"
cp -R web/. "$dir"/
cp src/desk/openapi.json src/desk/pages.def src/vocab/codebook.def "$dir"/
cd "$dir" || exit 1
log=build.log
if ! cmp -s package-lock.json node_modules/.lock; then
    npm ci --prefer-offline --no-audit --no-fund --fetch-retries=1 >$log 2>&1 || give_up "npm ci failed, see $dir/$log"
    cp package-lock.json node_modules/.lock
fi
npm run --silent build >$log 2>&1 || { cat $log >&2; exit 1; }
