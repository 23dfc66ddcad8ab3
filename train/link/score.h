/* score.h - documents with labels and reports in, how well the reports come together out.
 */
#ifndef ATTACHE_TRAIN_SCORE_H
#define ATTACHE_TRAIN_SCORE_H

#include "corpus.h"

/* Sums over labels and pairs of them; of several sets they may be added up. */
typedef struct Score {
    size_t labels, found;                       /* labels; those that have a record */
    double precision, recall;                   /* B-cubed, over those found */
    size_t pairs, pairs_found;                  /* of one happening in different documents */
    size_t joined, wrong;                       /* pairs found that came out one, rightly and not */
    size_t never, unmet, unlikely, apart, near; /* where those went that did not: could not be one; no key in common; odds against; cut apart; near: odds against, but by less than one */
} Score;

/* Joins the reports of those documents of the corpus that `in` says, as a store would, and adds to the score. */
void score_docs(const Corpus *t, const bool *in, Score *s);
void score_print(const Score *s, const char *name);

#endif
