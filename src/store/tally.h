/* tally.h - counts the events or happenings that match, in groups, from their digests (digest.h): all of a store's are read once, in the order of their numbers.
 *
 * Ownership: a TallyFilter belongs to the caller; what is counted is a RowsTable on the heap, to be bound to rows_of(?) with tally_free.
 */
#ifndef ATTACHE_STORE_TALLY_H
#define ATTACHE_STORE_TALLY_H

#include "store/digest.h"
#include "store/rows.h"
#include "store/where.h"

/* Some of the numbers below n. */
typedef struct TallySet {
    uint8_t *has; /* NULL: all numbers */
    size_t n;
} TallySet;

typedef struct TallyFilter {
    bool happenings; /* else events */
    bool all;        /* also what is told as future, denied and so on */
    int32_t from, to;
    TallySet numbers, without; /* of events or happenings; of those that are left out */
    TallySet documents;        /* any of these reports it */
    TallySet names;            /* terms: somebody of one of these names takes part */
    TallySet categories, modes, cameo, publishers;
    bool publishers_denied; /* by none of them */
    uint64_t contexts;      /* any of these; 0: all */
    bool contexts_denied;
    uint32_t confidence, sources; /* at least */
    uint32_t country;             /* 0: any */
    const Where *within;          /* a box or a circle; NULL: anywhere */
    const int64_t *before;        /* only rows before this day and number; NULL: all */
    int64_t least[DIGEST_NUMBERS]; /* dead, injured, arrested; 0: any */
    TallySet labels; /* terms: any of these takes part, or none */
    bool labels_denied;
} TallyFilter;

void tally_set_add(TallySet *set, int64_t number); /* negative numbers are left out */
static inline bool tally_set_has(const TallySet *set, uint64_t number) { return !set->has || (number < set->n && set->has[number]); }
void tally_filter_free(TallyFilter *f);

typedef enum TallyBy { TALLY_NOTHING, TALLY_DAY, TALLY_WEEK, TALLY_MONTH, TALLY_YEAR, TALLY_CATEGORY, TALLY_MODE, TALLY_COUNTRY, TALLY_PLACE, TALLY_PUBLISHER, TALLY_ACTOR, TALLY_RECIPIENT, TALLY_NAMED, TALLY_SIDE } TallyBy;

/* What is counted under one value of each property; `values`, `least`, `most`: sums of what reports say of a number, and `n_...` of how many rows. */
typedef struct TallyGroup {
    uint32_t key[2];
    uint32_t n, quads[4], n_values, n_least, n_most;
    int64_t values, least, most, in_one;
    double score;
} TallyGroup;

/* Columns of the rows: what they are counted by; the number, and that of each quad class; the sum of scores; of `number` (0 dead, 1 injured, 2 arrested, -1 none), the
 * sums of values, of the lowest and of the highest, and the highest of all. Weeks are their Thursdays, or what is known of a day, months 20171100, years 20170000; of TALLY_NAMED, twice the term of a name, plus 1 if it is a body's. */
enum { TALLY_FIRST, TALLY_SECOND, TALLY_COUNT, TALLY_QUADS, TALLY_SCORE = TALLY_QUADS + 4, TALLY_VALUES, TALLY_LEAST, TALLY_MOST, TALLY_IN_ONE };
/* One row may have several values: of publisher, actor, recipient, name, and side (twice the category, plus 0 if a label of the filter acts, 1 if it is acted upon). It counts in each; side goes with a property of one value only. */
attache_status tally_count(Store *s, const TallyFilter *f, const TallyBy by[2], int number, RowsTable **out);
/* sqlite3_result_... for a column of a group. */
void tally_cell(sqlite3_context *out, const TallyGroup *g, int column);

/* Number and day of the newest rows that match, at most `limit`, from the newest on. */
attache_status tally_newest(Store *s, const TallyFilter *f, size_t limit, RowsTable **out);

/* One row, of the newest that match, at most `limit`: their number, the sum of scores, how many are placed by degrees; and then for dead, injured and arrested the same four columns
 * each as from TALLY_VALUES. */
enum { TALLY_TOTAL_COUNT, TALLY_TOTAL_SCORE, TALLY_TOTAL_PLACED, TALLY_TOTAL_NUMBERS };
attache_status tally_totals(Store *s, const TallyFilter *f, size_t limit, RowsTable **out);

/* Sums of each pair of two wholes, or of two sectors within a state: the terms of both, the number of happenings, the sum of scores, the numbers of cooperation and conflict. Each happening counts once, in
 * whichever direction. Months are like 201711, with 0 and 0 for all time; with `years`, what has a year but no month counts if the year lies within the span. */
attache_status tally_pairs(Store *s, const TallyFilter *f, int32_t first_month, int32_t last_month, bool years, bool within, RowsTable **out);

/* Binds rows to parameter `at` of a statement, which frees them. */
void tally_bind(sqlite3_stmt *s, int at, RowsTable *rows);
void tally_free(void *rows);

/* Gives a connection three table-valued functions:
 *     people_named()                                                  of each name of people in happenings, its term and how often somebody of it takes part, whatever is told
 *     actor_months(happenings, label, contexts, denied, confidence)   groups by month and TALLY_SIDE; contexts: bits, -1: all
 *     state_pairs(first month, last month, years)                     the sums of tally_pairs over all happenings */
attache_status tally_add_functions(Store *s);

/* The number of a term; 0: the store does not have it. */
attache_status tally_term(Store *s, const char *text, size_t n, uint32_t *out);

#endif
