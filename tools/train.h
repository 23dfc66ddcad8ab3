/* train.h - what the trainer's files share: a sentence on its way into the treebank, and the maker of news sentences. */
#ifndef ATTACHE_TRAIN_H
#define ATTACHE_TRAIN_H

#include "lang/lang.h"

/* A word of a sentence: head counts from 1, 0 is the root. */
typedef struct Made {
    const char *form, *lemma, *xpos;
    uint8_t upos, label;
    int16_t head;
} Made;

enum { MADE_MAX = 96 };

typedef struct News News;

/* Reads the tables of `dir` whose words news sentences are made of. */
attache_status news_open(News **out, const char *dir, Arena *arena, const Reporter *r);
/* Makes one sentence with its tree, by `random` (any number); returns how many words it has. */
int news_make(const News *news, uint64_t random, Made out[MADE_MAX]);

#endif
