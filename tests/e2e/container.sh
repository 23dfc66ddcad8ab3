#!/usr/bin/env bash
# The container: what it starts, on this machine; the image, built and run where an engine answers that may. ENGINE names one (docker, podman); BASE is what the image
# is built on, as in the Dockerfile; ENGINE_BUILD and ENGINE_RUN are further options, for an engine inside another container or a machine without bridges, such as
# ENGINE_BUILD="--isolation chroot --network host" ENGINE_RUN="--network host --ulimit nofile=1024:1024 --ulimit nproc=1024:1024".
. "${BASH_SOURCE[0]%/*}/common.sh"
needs bash "the container is not tried"
port_taken() { (exec 3<>/dev/tcp/127.0.0.1/8765) 2>/dev/null; }

# ---- what the image starts, without an image ----
if port_taken; then
    skip "port 8765 is taken: what the container starts is not tried here"
else
    mkdir "$dir/volume"
    server=
    start() { (cd "$dir/volume" && PATH=${attache%/*}:$PATH exec sh "$OLDPWD/packaging/container/entry" >"$dir/said" 2>&1) & server=$!; }
    healthy() { (cd "$dir/volume" && bash "$OLDPWD/packaging/container/healthy") 2>/dev/null; }
    trap 'kill $server 2>/dev/null; rm -rf "$dir"' EXIT
    check "is healthy before it runs" test "$(healthy; echo $?)" != 0
    start
    check "is not healthy" await healthy
    check "others can read the token" test "$(stat -c %a "$dir/volume/token")" = 600
    token=$(cat "$dir/volume/token")
    echo "someone-elses-token" >"$dir/volume/token"
    check "is healthy to whoever has another token" test "$(healthy; echo $?)" != 0
    echo "$token" >"$dir/volume/token"
    "$attache" ingest --quiet "$dir/volume/news.attache" examples/page.html
    rows=$("$attache" query --format tsv "$dir/volume/news.attache" | wc -l)
    check "nothing can be added while it runs" test "$rows" -gt 10
    kill -TERM $server
    wait $server
    check "does not end well when it is told to" test $? = 0
    start
    await healthy
    check "makes a new token or store of what was there" test "$(cat "$dir/volume/token")/$("$attache" query --format tsv "$dir/volume/news.attache" | wc -l)" = "$token/$rows"
    kill -TERM $server
    wait $server
    check "does not take words for a command" test "$(PATH=${attache%/*}:$PATH sh packaging/container/entry --version)" = "$("$attache" --version)"
fi

# ---- the image ----
engine=${ENGINE:-}
for e in docker podman; do [ -n "$engine" ] || ! timeout 20 $e info >/dev/null 2>&1 || engine=$e; done
[ -n "$engine" ] || { skip "no docker and no podman that answers: the image is not built"; finish; exit; }
base=${BASE:-$(sed -n 's/^ARG BASE=//p' Dockerfile)}
"$engine" image inspect "$base" >/dev/null 2>&1 || timeout 300 "$engine" pull -q "$base" >/dev/null 2>&1 || { skip "$base is not to be had: the image is not built"; finish; exit; }
case $engine in *podman*) ENGINE_BUILD="--format docker ${ENGINE_BUILD:-}" ;; esac # the other format has no health check
"$engine" build ${ENGINE_BUILD:-} --build-arg BASE="$base" -t attache-test . >"$dir/log" 2>&1
check "the image cannot be built: $(tail -n 5 "$dir/log")" test $? = 0
check "does not run as a user of its own" test "$("$engine" image inspect --format '{{.Config.User}}' attache-test)" = attache
check "has no health check" grep -q '"Healthcheck": {' <("$engine" image inspect attache-test)
# What is in it, as that user finds it: by a build, which an engine can do even where it may run nothing.
mkdir "$dir/inside"
cat >"$dir/inside/Dockerfile" <<'END'
FROM attache-test
COPY page.html /page.html
RUN test "$(id -un)" = attache && attache code /page.html | grep -q event && test -w /var/lib/attache && ! test -w /usr/bin/attache \
    && cd "$(mktemp -d)" && { /usr/lib/attache/entry >said & desk=$!; for i in 1 2 3 4 5 6 7 8 9; do sleep 1; /usr/lib/attache/healthy 2>/dev/null && break; done; \
    /usr/lib/attache/healthy && kill $desk && wait $desk; }
END
cp examples/page.html "$dir/inside/"
"$engine" build ${ENGINE_BUILD:-} --no-cache -t attache-inside "$dir/inside" >"$dir/log" 2>&1
check "the image does not do what it is for: $(tail -n 5 "$dir/log")" test $? = 0
"$engine" rmi -f attache-inside >/dev/null 2>&1
if ! "$engine" run --rm ${ENGINE_RUN:-} attache-test --version >"$dir/log" 2>&1; then
    skip "$engine may run no containers here: $(tail -n 1 "$dir/log")"
    finish
    exit
fi
name=attache-test-$$
ended() { "$engine" rm -f "$name"; "$engine" volume rm -f "$name"; } >/dev/null 2>&1
trap 'kill ${server:-} 2>/dev/null; ended; rm -rf "$dir"' EXIT
begin() { "$engine" run -d --name "$name" ${ENGINE_RUN:-} -v "$name:/var/lib/attache" attache-test >/dev/null; }
awake() { for _ in $(seq 240); do "$engine" exec "$name" /usr/lib/attache/healthy 2>/dev/null && return; sleep 0.5; done; return 1; }
begin
check "the container is not healthy: $("$engine" logs "$name" 2>&1 | tail -n 3)" awake
"$engine" exec -i "$name" attache ingest --quiet news.attache - <examples/page.html
"$engine" rm -f "$name" >/dev/null
begin
awake
check "the store does not outlive the container" test "$("$engine" exec "$name" attache query --format tsv news.attache | wc -l)" -gt 10
finish
