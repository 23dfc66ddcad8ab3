/* dyads.h - the ordered pairs of actors under which an event or a happening is filed: rows of dyad_event and dyad_happening, and the counts of dyad_sum and
 * context_sum.
 *
 * Ownership: a Dyads belongs to the writer; it keeps a batch's rows until dyads_write.
 */
#ifndef ATTACHE_STORE_DYADS_H
#define ATTACHE_STORE_DYADS_H

#include "store/store.h"
#include "vocab/actor.h"

enum { LABEL = ACTOR_KEY, LABELS = 3, PARTIES_A_SIDE = 12, LABELS_A_SIDE = LABELS * PARTIES_A_SIDE, PAIRS_MAX = LABELS_A_SIDE * LABELS_A_SIDE + 2 * LABELS_A_SIDE + 1 };

/* The key under which a party is counted: "NGA", "NGA.REB", "NGA:boko-haram" (vocab/actor.h); '*' anybody, '' nobody. */
typedef struct Label {
    char s[LABEL];
} Label;

typedef struct Pair {
    Label actor, recipient;
    bool reciprocal;
} Pair;

/* A party counts as its state (or, without one, its sector in lower case), as a sector of the state, and as a named body, as far as these are known. */
typedef struct DyadParty {
    Label labels[LABELS]; /* the state first */
    size_t n;
} DyadParty;

/* Parties in one role, without duplicates. */
typedef struct DyadSide {
    DyadParty list[PARTIES_A_SIDE];
    size_t n, parties; /* parties: including those with the same key */
} DyadSide;

/* `key` as from actor_key; unknown parties are not added. */
void dyads_add_party(DyadSide *side, const char *code, const char *sector, const char *key);
/* Whether the first of two roles act on each other: there are several, and nobody is acted upon. */
static inline bool dyads_are_mutual(const DyadSide *actors, const DyadSide *recipients) { return actors->parties > 1 && !recipients->parties; }
/* The pairs of two roles; returns their number, at most PAIRS_MAX.  */
size_t dyads_pairs(const DyadSide *actors, const DyadSide *recipients, Pair *out);

/* The values that all rows of one event or happening share. */
typedef struct DyadHead {
    bool happening; /* else an event */
    int64_t id, category, mode;
    uint64_t contexts; /* bits */
    int32_t day, aux, sources, confidence, cameo; /* confidence: in hundredths; cameo: of dyads_cameo */
    double score;
} DyadHead;

/* As in Dyads. */
static inline int32_t dyads_confidence(double p) { return (int32_t)(100 * p + 0.5); }

/* "042" is 420, "193" and "1930" are 1930: a code and all below it are a stretch of numbers. 0: none. */
static inline int32_t dyads_cameo(const char *code) {
    int32_t number = 0;
    for (int i = 0; i < 4; i++) number = 10 * number + (code && *code >= '0' && *code <= '9' ? *code++ - '0' : 0);
    return number;
}

typedef struct Dyads Dyads;

attache_status dyads_open(Store *s, Dyads **out);
void dyads_close(Dyads *d); /* accepts NULL */

/* A new event or happening: one row for each pair of actors and recipients, counted if `aux` is 0. */
void dyads_add(Dyads *d, const DyadSide sides[2], const DyadHead *head);
/* One that is in the store: its rows are deleted at once, and it is no longer counted. Mode and sources are ignored. */
attache_status dyads_take(Dyads *d, const DyadSide sides[2], const DyadHead *head);
/* Writes all rows and counts of the batch, each table in key order, so that neighbours share pages. */
attache_status dyads_write(Dyads *d);
/* Forgets what was added and removed, after a transaction was rolled back. */
void dyads_forget(Dyads *d);

#endif
