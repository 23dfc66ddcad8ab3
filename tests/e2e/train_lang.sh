#!/usr/bin/env bash
# Training a toy parser: the network alone, twice with the same bytes; and, if there is torch (PYTHON names a Python that has it), each step of train/lang/Makefile.
. "${BASH_SOURCE[0]%/*}/common.sh"
needs python3 "the language is not trained"
export PYTHONDONTWRITEBYTECODE=1
trainer=$B/train_lang news=data/treebank-news.conllu
[ -x "$trainer" ] || { skip "no $trainer: the language is not trained"; finish; exit; }
small="--epochs 1 --embed 64 --width 64 --layers 2 --arc 64 --label 32 --made 20"
for name in one two; do exits 0 "$trainer" $small data "$dir/$name.model" "$news"; done
check "the same bytes twice" cmp "$dir/one.model" "$dir/two.model"
exits 0 bash -c 'echo "India trains officers." | "$1" parse --model "$2" -' - "$attache" "$dir/one.model"
prints 'trains'

# ---- treebanks are taken by their sums ----
mkdir "$dir/ud"
exits 1 sh train/lang/get.sh "$dir/work" "$dir/ud"
says 'ewt-train.conllu is not there'
cp "$news" "$dir/ud/ewt-train.conllu"
exits 1 sh train/lang/get.sh "$dir/work" "$dir/ud"
says 'is not the file that the model was made with'

# ---- all steps ----
python=${PYTHON:-$B/train/venv/bin/python}
if ! "$python" -c 'import torch, transformers' 2>/dev/null; then
    skip "no Python with torch and transformers (PYTHON=PATH): no teacher of the language was trained"
    finish
    exit
fi
exits 0 "$python" tests/train/toy_lang.py "$dir" encoder
for treebank in ewt gum; do mkdir -p "$dir/toy" && cp "$news" "$dir/toy/$treebank-train.conllu"; done
touch "$dir/toy/treebanks.done"
exits 0 env -u MAKEFLAGS -u MAKELEVEL make -f train/lang/Makefile B="$B" WORK="$dir/toy" MODEL="$dir/toy.model" TEXTS="$dir/texts" ENCODER="$dir/encoder" PYTHON="$python" TOOLS= \
    TEACHER_OPTIONS="--epochs 1" LABEL_OPTIONS="--thin --sure 0" STUDENT_OPTIONS="$small --share 0.5"
[ -s "$dir/toy.model" ] || tail -n 20 "$dir/out" "$dir/err"
check "the teacher gave trees" grep -q 'Sure=' "$dir/toy/silver.conllu"
exits 0 bash -c 'echo "India trains officers." | "$1" parse --model "$2" -' - "$attache" "$dir/toy.model"
prints 'trains'
finish
