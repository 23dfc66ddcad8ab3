/* dyads.h - under which ordered pairs of actors an event or a happening stands: rows of dyad_event and dyad_happening, and the counts of dyad_sum and context_sum.
 *
 * Ownership: a Dyads is the writer's; it keeps what a batch brings until dyads_write.
 */
#ifndef ATTACHE_STORE_DYADS_H
#define ATTACHE_STORE_DYADS_H

#include "store/store.h"
#include "vocab/actor.h"

enum { LABEL = ACTOR_KEY, LABELS = 3, PARTIES_A_SIDE = 12, LABELS_A_SIDE = LABELS * PARTIES_A_SIDE, PAIRS_MAX = LABELS_A_SIDE * LABELS_A_SIDE + 2 * LABELS_A_SIDE + 1 };

/* What a party is counted as: "NGA", "NGA.REB", "NGA:boko-haram" (vocab/actor.h); '*' anybody, '' nobody. */
typedef struct Label {
    char s[LABEL];
} Label;

typedef struct Pair {
    Label actor, recipient;
    bool reciprocal;
} Pair;

/* A party is counted as its state, or where there is none its sector in lower case, as a sector of the state, and as a body with a name: as much as is known of it. */
typedef struct DyadParty {
    Label labels[LABELS]; /* the state first */
    size_t n;
} DyadParty;

/* Parties of one side, each once. */
typedef struct Side {
    DyadParty list[PARTIES_A_SIDE];
    size_t n, parties; /* parties: however many are called the same */
} Side;

/* `key` as actor_key has it; nobody is added of whom nothing is known. */
void dyads_add_party(Side *side, const char *code, const char *sector, const char *key);
/* The pairs of two sides; returns their number, at most PAIRS_MAX. With nobody on the second, and several on the first, all do it with each other. */
size_t dyads_pairs(const Side *actors, const Side *recipients, Pair *out);

/* What the rows of one event or happening have in common. */
typedef struct DyadHead {
    bool happening; /* else an event */
    int64_t id, category, mode;
    uint64_t contexts; /* bits */
    int32_t day, aux, sources, confidence, cameo; /* confidence: in hundredths; cameo: of dyads_cameo */
    double score;
} DyadHead;

/* As dyads have it. */
static inline int32_t dyads_confidence(double p) { return (int32_t)(100 * p + 0.5); }

/* "042" is 420, "193" and "1930" are 1930: a code and all below it are a stretch of numbers. 0: none. */
static inline int32_t dyads_cameo(const char *code) {
    int32_t number = 0;
    for (int i = 0; i < 4; i++) number = 10 * number + (code && *code >= '0' && *code <= '9' ? *code++ - '0' : 0);
    return number;
}

typedef struct Dyads Dyads;

attache_status dyads_open(Store *s, Dyads **out);
void dyads_close(Dyads *d); /* NULL is well */

/* An event or happening that is new: a row for each pair of actors and recipients, counted where `aux` is 0. */
void dyads_add(Dyads *d, const Side sides[2], const DyadHead *head);
/* One that the store has: its rows are deleted at once, and it is not counted any more. Mode and sources are not looked at. */
attache_status dyads_take(Dyads *d, const Side sides[2], const DyadHead *head);
/* Writes all rows and counts of the batch, each table in the order of its key: neighbours share pages. */
attache_status dyads_write(Dyads *d);
/* Forgets what was added and taken, as after a transaction that was given up. */
void dyads_forget(Dyads *d);

#endif
