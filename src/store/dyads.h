/* dyads.h - under which ordered pairs of actors an event or a happening stands, and the counts of each pair by month, year and in all.
 *
 * Ownership: a Sums owns what has been added to it until sums_flush.
 */
#ifndef ATTACHE_STORE_DYADS_H
#define ATTACHE_STORE_DYADS_H

#include "store/store.h"

enum { LABEL = 8, LABELS_A_SIDE = 12, PAIRS_MAX = LABELS_A_SIDE * LABELS_A_SIDE + 2 * LABELS_A_SIDE + 1 };

/* How a party is counted: its code, or where there is none its sector in lower case; '*' anybody, '' nobody. */
typedef struct Label {
    char s[LABEL];
} Label;

typedef struct Pair {
    Label actor, recipient;
    bool reciprocal;
} Pair;

/* Labels of one side, each once. */
typedef struct Side {
    Label list[LABELS_A_SIDE];
    size_t n, parties; /* parties: however many have the same label */
} Side;

void dyads_add_party(Side *side, const char *code, const char *sector);
/* The pairs of two sides; returns their number, at most PAIRS_MAX. With nobody on the second, and several on the first, all do it with each other. */
size_t dyads_pairs(const Side *actors, const Side *recipients, Pair *out);

/* ---- rows ---- */

/* What the rows of one event or happening have in common. */
typedef struct DyadHead {
    int64_t id, category, mode, contexts;
    int32_t day, aux, sources;
    double score;
} DyadHead;

typedef struct DyadRow {
    Label actor, recipient;
    const DyadHead *head;
    int32_t day; /* of the head */
    bool reciprocal;
} DyadRow;

/* Rows of dyad_event or dyad_happening that wait to be written, a batch of them in the order of their table: neighbours share pages. */
typedef struct DyadRows {
    DyadRow *list;
    size_t n, cap;
    Arena arena; /* of heads */
} DyadRows;

void dyads_init(DyadRows *rows);
/* Adds a row for each pair. */
void dyads_wait(DyadRows *rows, const Pair *pairs, size_t n, const DyadHead *head);
/* The statement that writes rows of dyad_event or of dyad_happening. */
attache_status dyads_prepare(Store *s, bool happenings, sqlite3_stmt **out);
/* Writes all that wait. */
attache_status dyads_write(DyadRows *rows, Store *s, sqlite3_stmt *add);
void dyads_forget(DyadRows *rows);
void dyads_free(DyadRows *rows);

/* ---- counts ---- */

typedef struct Sums Sums;
typedef struct SumWhat {
    int32_t day;
    int64_t category;
    double score;
    uint64_t contexts; /* bits */
    int by;            /* +1, or -1 where it is taken away */
    bool happening;    /* else an event */
} SumWhat;

Sums *sums_new(Store *s);
void sums_free(Sums *sums);
void sums_add(Sums *sums, const Pair *pairs, size_t n, const SumWhat *what);
/* Writes all that was added since the last flush. */
attache_status sums_flush(Sums *sums);
void sums_clear(Sums *sums);

#endif
