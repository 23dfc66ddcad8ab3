#!/usr/bin/env bash
# Pages generated from layouts in nine languages (tests/readers/made): attache reads what was written into them.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs python3 "no pages are made"
exits 0 python3 tests/readers/made/score.py --bin "$attache" --each 1 --least 0.95
finish
