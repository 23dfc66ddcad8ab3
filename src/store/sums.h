/* sums.h - counts rows of pairs by month, by year and overall (dyad_sum, context_sum).
 *
 * Ownership: a Sums belongs to the Dyads, and keeps what was added until sums_write; arguments are borrowed for the call.
 */
#ifndef ATTACHE_STORE_SUMS_H
#define ATTACHE_STORE_SUMS_H

#include "base/radix.h"
#include "store/dyads.h"

/* Events or happenings under their pairs. For a row of the list, `at` is its head, and `more` is twice the number of its pair, plus 1 if the mirror image of the
 * pair has it too; after sorting, `key` is the rank of the pair times 2^32, plus the day. */
typedef struct DyadRows {
    DyadHead *heads;
    RadixItem *list;
    size_t n_heads, cap_heads, n, cap;
    bool in_order; /* heads, by id */
} DyadRows;

static inline uint64_t row_rank(const RadixItem *row) { return row->key >> 32; }
static inline bool row_is_reciprocal(const RadixItem *row) { return row->more & 1; }

typedef struct Sums Sums;

attache_status sums_open(Store *s, Sums **out);
void sums_close(Sums *sums); /* accepts NULL */
/* Counts an event or happening under its contexts: `by` is 1, or -1 to remove it. */
void sums_add_contexts(Sums *sums, const DyadHead *head, int by);
/* Adds the counts of sorted rows, and subtracts those of removed ones; `pairs` are in the order of their ranks. Once per batch. */
void sums_add_rows(Sums *sums, const Pair *const *pairs, size_t n_pairs, const DyadRows *added, size_t n_added, const DyadRows *taken);
attache_status sums_write(Sums *sums);
void sums_forget(Sums *sums);

/* sqlite3_result_... for a label, which is kept until it is written. */
void sums_label_cell(sqlite3_context *out, const Label *label);

#endif
