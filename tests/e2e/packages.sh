#!/usr/bin/env bash
# Man pages generated from --help; the Debian packages, installed into a clean root and removed again; the services, checked by systemd.
. "${BASH_SOURCE[0]%/*}/common.sh"

# ---- man pages ----
sh tools/manpages.sh "$attache" "$dir/man" && sh tools/manpages.sh "$attache" "$dir/again"
check "two runs give two pages" diff -r "$dir/man" "$dir/again"
commands=$("$attache" --help | sed -n 's/^  attache \([a-z]*\) .*/\1/p')
for c in $commands; do
    options=$("$attache" "$c" --help | grep -c '^  --')
    check "attache-$c.1 has not each option once" test "$options" = "$(sed -n '/^\.SH OPTIONS/,/^\.SH [EN]/p' "$dir/man/attache-$c.1" | grep -c '^\.TP')"
    check "attache.1 does not name attache $c" grep -q "^.B attache $c" "$dir/man/attache.1"
    check "attache-$c.1 says no more than its name" grep -qE "^attache\\\\-$c \\\\- [a-z].{15}" "$dir/man/attache-$c.1"
done
if have man "the pages are not set" && have groff "the pages are not set"; then
    for f in "$dir"/man/*.1; do check "${f##*/}: $(LC_ALL=C.UTF-8 man --warnings -l "$f" 2>&1 >/dev/null | head -n 2)" test -z "$(LC_ALL=C.UTF-8 man --warnings -l "$f" 2>&1 >/dev/null)"; done
fi

# ---- services ----
# They name the program where a package lays it; here it need not be installed.
if have systemd-analyze "the services are not read"; then
    mkdir "$dir/units"
    for f in packaging/systemd/*; do sed "s|/usr/bin/attache |$attache |" "$f" >"$dir/units/${f##*/}"; done
    said=$(systemd-analyze verify --man=no "$dir"/units/* 2>&1)
    check "systemd says: $said" test -z "$said"
fi
# What a service starts is a command with options that it knows.
sed -n 's|^ExecStart=/usr/bin/attache ||p' packaging/systemd/*.service >"$dir/started"
while read -r command rest; do
    for option in $(grep -oE -- '--[a-z-]+' <<<"$rest"); do check "attache $command knows no $option" grep -q -- "^  $option" <("$attache" "$command" --help); done
done <"$dir/started"

# ---- packages ----
case $B in *asan*) skip "a sanitized program is not packed"; finish; exit ;; esac
for p in dh dpkg dpkg-deb; do needs $p "no packages are made"; done
if ! make B="$B" DEB_COMPRESS="-Zgzip -z1" deb >"$dir/log" 2>&1; then tail -n 20 "$dir/log"; fi
version=$("$attache" --version | sed -n '1s/^attache \([0-9.]*\).*/\1/p')
arch=$(dpkg --print-architecture)
package=$B/deb/attache_${version}_$arch.deb
check "no package of this version: debian/changelog says $(sed -n '1p' debian/changelog)" test -s "$package"
check "no package of the library" test -s "$B/deb/libattache-dev_${version}_$arch.deb"
root=$dir/root
mkdir -p "$root"/var/lib/dpkg/{info,updates,triggers} "$root/var/log"
touch "$root"/var/lib/dpkg/{status,available}
into() { dpkg --root="$root" --log="$dir/dpkg.log" --force-depends --force-not-root --force-script-chrootless --force-unsafe-io "$@" >"$dir/out" 2>&1 || { tail -n 5 "$dir/out"; false; }; }
check "cannot be installed" into -i "$package" "$B/deb/libattache-dev_${version}_$arch.deb"
check "is not as installed as it should be" test "$(dpkg --root="$root" -s attache | sed -n 's/^Status: //p')" = "install ok installed"
for f in usr/bin/attache usr/share/man/man1/attache-code.1.gz lib/systemd/system/attache-watch.service lib/systemd/system/attache-ingest.service lib/systemd/system/attache-ingest.timer \
    lib/systemd/system/attache-serve.service etc/attache/feeds.txt usr/share/doc/attache/copyright usr/share/doc/attache/LICENSE.models usr/include/attache.h; do
    check "$f is not in the package" test -e "$root/$f"
done
check "a setting is no setting to dpkg" grep -qx /etc/attache/feeds.txt "$root/var/lib/dpkg/info/attache.conffiles"
check "says something else than the program it was made of" cmp -s <("$root/usr/bin/attache" code examples/page.html) <("$attache" code examples/page.html)
exits 0 "$root/usr/bin/attache" --version
check "is not stripped" test "$(stat -c %s "$root/usr/bin/attache")" -le "$(stat -c %s "$attache")"
check "cannot be taken out" into -P attache libattache-dev
left=$(cd "$root" && find . -not -type d -not -path './var/*')
check "leaves behind: $left" test -z "$left"
finish
