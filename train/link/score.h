/* score.h - scores the joining of reports in labelled documents.
 */
#ifndef ATTACHE_TRAIN_SCORE_H
#define ATTACHE_TRAIN_SCORE_H

#include "corpus.h"

/* Sums over labels and pairs of labels; those of several sets can be added up. */
typedef struct Score {
    size_t labels, found;                       /* labels; those that have a record */
    double precision, recall;                   /* B-cubed, over those found */
    size_t pairs, pairs_found;                  /* of one happening in different documents */
    size_t joined, wrong;                       /* found pairs that were joined, correctly and not */
    size_t never, unmet, unlikely, apart, near; /* what happened to the others: ruled out; no common key; odds against; cut apart; near: odds against, but by less than one */
} Score;

/* Joins the reports of those documents of the corpus selected by `in`, as a store would, and adds to the score. */
void score_docs(const Corpus *t, const bool *in, Score *s);
void score_print(const Score *s, const char *name);

#endif
