/* forest.h - trains a forest of the judge on pairs of reports with known labels.
 *
 * Trees are grown by gradient boosting (Friedman 2001), with the same test in all branches of one depth. The same pairs give the same bytes.
 */
#ifndef ATTACHE_TRAIN_FOREST_H
#define ATTACHE_TRAIN_FOREST_H

#include "link/judge.h"

typedef struct Pair {
    int16_t evidence[EVIDENCE_COUNT];
    float weight;
    bool same;
} Pair;

typedef struct Pairs {
    Pair *list;
    size_t n, cap;
} Pairs;

/* Room for one more. */
Pair *add_pair(Pairs *p);

typedef struct Settings {
    int trees, depth; /* trees: all of them are written */
    double rate, ridge, share; /* share: of the pairs that a tree sees */
} Settings;

/* `allowed` says which features may be used. */
void grow_forest(const Pairs *pairs, const Settings *s, const bool *allowed, JudgeTree *trees);

#endif
