#!/bin/sh
# get.sh DIR UD - the treebanks that the language is learnt from, out of the folder UD into DIR, checked by their SHA-256: the training parts of UD English EWT (12 544 sentences) and of UD English
# GUM without the genres that may not be shipped with (6 386 sentences of news, interview, bio, voyage, textbook, vlog, speech, conversation). No package carries them; who has
# no such folder gets both treebanks from the Universal Dependencies project.
set -eu
[ $# = 2 ] || { echo "usage: get.sh DIR UD" >&2; exit 2; }
mkdir -p "$1"

take() { # NAME FROM SUM TO
    [ -e "$2/$1" ] || { echo "get.sh: $2/$1 is not there; UD=DIR names the folder with the treebanks" >&2; exit 1; }
    echo "$3  $2/$1" | sha256sum -c --quiet || { echo "get.sh: $2/$1 is not the file that the model was made with" >&2; exit 1; }
    cp "$2/$1" "$4/$1"
}

take ewt-train.conllu "$2" 99e11d721a9937b0fefb7b004554857d6a7d2751f846cfdf17e370ee11ccc4c4 "$1"
take gum-train.conllu "$2" a5f318ace6ef5a90b96a8f6c063cbcbac9501d96bf59cda4cc9aae8ce805bc55 "$1"
