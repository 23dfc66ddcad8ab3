#!/usr/bin/env bash
# The judge of reports is learnt twice from invented reports and from those labelled texts that are in the repository, with the same bytes.
. "${BASH_SOURCE[0]%/*}/common.sh"
trainer=$B/train_link
[ -x "$trainer" ] || { skip "no $trainer: the judge of reports is not trained"; finish; exit; }
for name in one two; do exits 0 bash -c '"$1" --invented tests/link/reports.txt data/labels data/labels/text/*.jsonl >"$2"' - "$trainer" "$dir/$name.model"; done
check "the same bytes twice" cmp "$dir/one.model" "$dir/two.model"
check "as large as the model that ships" test "$(wc -c <"$dir/one.model")" = "$(wc -c <models/link.model)"
finish
