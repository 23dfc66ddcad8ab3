#!/usr/bin/env bash
# The judge of reports is learnt twice from invented reports and from those labelled texts that are in the repository, with the same bytes; the second time the texts are gzipped.
. "${BASH_SOURCE[0]%/*}/common.sh"
trainer=$B/train_link
[ -x "$trainer" ] || { skip "no $trainer: the judge of reports is not trained"; finish; exit; }
train() { # OUT DOCS...
    exits 0 bash -c 'out=$1; shift; "$@" >"$out"' - "$1" "$trainer" --invented tests/link/reports.txt data/labels "${@:2}"
}
for text in data/labels/text/*.jsonl; do gzip -c "$text" >"$dir/${text##*/}.gz"; done
train "$dir/one.model" data/labels/text/*.jsonl
train "$dir/two.model" "$dir"/*.jsonl.gz
check "the same bytes twice" cmp "$dir/one.model" "$dir/two.model"
check "as large as the model that ships" test "$(wc -c <"$dir/one.model")" = "$(wc -c <models/link.model)"
finish
