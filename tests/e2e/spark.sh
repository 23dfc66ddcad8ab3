#!/usr/bin/env bash
# attache on Spark: the wheel shipped to a cluster of two workers on this machine. SPARK_PYTHON is a Python that has pyspark, pyarrow, cffi and pytest (python3 if it is not
# said); SPARK_RECORDS how many records its archive has (300); SPARK_STORIES further stories to join, as JSONL: data/labels/text/voa.jsonl; SPARK_ONLY words that tests are chosen by.
. "${BASH_SOURCE[0]%/*}/common.sh"
case $B in *asan*) skip "a sanitized library wants a sanitized program"; finish; exit ;; esac
needs java "nothing is run on Spark"
python=${SPARK_PYTHON:-python3}
needs "$python" "nothing is run on Spark"
"$python" -c 'import pyspark, pyarrow, cffi, pytest' 2>/dev/null || { skip "pyspark, pyarrow, cffi and pytest are not all there (SPARK_PYTHON): nothing is run on Spark"; finish; exit; }
wheel=$(B=$B bash tools/build-python.sh 2>"$dir/err")
status=$?
[ $status = 3 ] && { skip "$(cat "$dir/err")"; finish; exit; }
if [ $status != 0 ]; then fail "the wheel cannot be built"; cat "$dir/err"; finish; exit 1; fi
# the driver has it in a folder of its own, as if it were installed
"$python" -m zipfile -e "$wheel" "$dir/driver"
run() {
    PYTHONPATH=$dir/driver PYSPARK_PYTHON=$(command -v "$python") ATTACHE_WHEEL=$(realpath "$wheel") ATTACHE_ROOT=$PWD ATTACHE_PROGRAM=$attache \
        timeout 3000 "$python" -B -m pytest -q -s -p no:cacheprovider ${SPARK_ONLY:+-k "$SPARK_ONLY"} python/tests/test_spark.py >"$dir/out" 2>&1 || { tail -n 60 "$dir/out"; return 1; }
}
check "its tests fail" run
check "its tests were not run" grep -q '[1-9][0-9]* passed' "$dir/out"
grep -E ' records, | stories, | at work: ' "$dir/out"
passed=$((passed + $(sed -n 's/^\([0-9]*\) passed.*/\1/p' "$dir/out" | tail -n 1) + 0))
finish
