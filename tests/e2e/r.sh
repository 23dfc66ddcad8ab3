#!/usr/bin/env bash
# The R package: R CMD check without errors or warnings, with its tests on a store of the example reports, and its vignette.
. "${BASH_SOURCE[0]%/*}/common.sh"
case $B in *asan*) skip "a sanitized library wants a sanitized program"; finish; exit ;; esac
command -v R >/dev/null || { skip "no R: its package is not checked"; finish; exit; }
"$attache" ingest --quiet "$dir/news.attache" examples/reports.jsonl examples/page.html
export ATTACHE_ROOT=$PWD ATTACHE_BUILD=$PWD/$B ATTACHE_STORE=$dir/news.attache _R_CHECK_FORCE_SUGGESTS_=false
[ -d "$B" ] && ATTACHE_BUILD=$(realpath "$B")
cp -r r "$dir/attache"
vignettes=
Rscript -e 'q(status = !all(sapply(c("knitr", "markdown", "ggplot2"), requireNamespace, quietly = TRUE)))' >/dev/null 2>&1 || { skip "knitr, markdown and ggplot2 are not there: the vignette is not made"; vignettes=1; }
cd "$dir" || exit 3
check "cannot be built: $(R CMD build ${vignettes:+--no-build-vignettes} attache >"$dir/log" 2>&1 || tail -n 20 "$dir/log")" test -e attache_*.tar.gz
R CMD check --no-manual ${vignettes:+--ignore-vignettes} attache_*.tar.gz >"$dir/out" 2>&1
check "R CMD check: $(grep -A12 -E 'ERROR|WARNING' "$dir/out" | head -60)" test "$(grep -cE '\.\.\. (ERROR|WARNING)|^Status:.*(ERROR|WARNING)' "$dir/out")" = 0
prints '^Status:'
finish
