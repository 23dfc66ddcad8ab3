/* digest.h - all that counts depend on, in short: some fifty bytes for each event and each happening, in blocks of neighbouring numbers (the tables event_digest and
 * happening_digest). Any count over a whole store reads no more than these (tally.h).
 *
 *     block     2 number of rows   1 kind of score   then each column: 1 width   8 base   values
 *     value     the base plus a number of `width` bytes, 0, 1, 2, 4 or 8; without any where all are the same
 *     rows      the first columns have a value for each row, in the order of numbers; lists have a length for each row and then, in a column of their own, all items of
 *               all rows; so have the numbers of dead, injured and arrested: of each that is known, the value, the lowest and the highest that reports give
 *
 * All is little-endian. Countries, places, labels and keys are numbers of the table `term`; labels are those of the pairs (dyads.h). The sources of an event are those of its happening.
 * A name is twice its term, plus 1 if it is a body's. Degrees are millionths, and 0 where the place is not known by degrees (DIGEST_PLACED).
 *
 * Ownership: a Digest belongs to the writer. A block that was opened points into its bytes.
 */
#ifndef ATTACHE_STORE_DIGEST_H
#define ATTACHE_STORE_DIGEST_H

#include "base/bytes.h"
#include "store/store.h"

/* Of one row: labels or keys of a side; publishers or documents. More are left out, and a damaged length is cut. */
enum { DIGEST_BLOCK = 512, DIGEST_NUMBERS = 3, DIGEST_SIDE_MAX = 256, DIGEST_LIST_MAX = 1 << 16 };

/* Columns of a value a row; the length of each list; the items of each list; the numbers. */
enum {
    DIGEST_NUMBER, DIGEST_DAY, DIGEST_CATEGORY, DIGEST_AUX, DIGEST_CONFIDENCE, DIGEST_FLAGS, DIGEST_CAMEO, DIGEST_MODE, DIGEST_COUNTRY, DIGEST_PLACE, DIGEST_SOURCES, DIGEST_SCORE, DIGEST_CONTEXTS, DIGEST_LAT, DIGEST_LON,
    DIGEST_SCALARS, DIGEST_LISTS = 8, DIGEST_LENGTHS = DIGEST_SCALARS, DIGEST_ITEMS = DIGEST_LENGTHS + DIGEST_LISTS, DIGEST_VALUES = DIGEST_ITEMS + DIGEST_LISTS, DIGEST_COLUMNS
};
/* DIGEST_NAMED: who has a name, on whatever side, as often as there are parties of that name. DIGEST_WITHIN: each pair of sectors of one state, as two labels next to each other, the lower first. */
enum { DIGEST_ACTORS, DIGEST_RECIPIENTS, DIGEST_ACTOR_KEYS, DIGEST_RECIPIENT_KEYS, DIGEST_PUBLISHERS, DIGEST_DOCUMENTS, DIGEST_NAMED, DIGEST_WITHIN };
/* Flags: the parties act on each other; which of the numbers are known: DIGEST_KNOWN << 0 to 2; the place is a town or a region, and known by degrees. */
enum { DIGEST_MUTUAL = 1, DIGEST_KNOWN = 2, DIGEST_PLACED = 16 };
/* A label is twice its term, plus 1 if it has three letters: a state or another whole. */
#define DIGEST_WHOLE 1u
#define DIGEST_BODY 1u
/* Values of numbers are one more than the number; 0: no report gives it. */

typedef struct DigestColumn {
    const char *p;
    uint64_t base;
    uint32_t n;
    uint8_t width;
} DigestColumn;

typedef struct DigestBlock {
    int64_t first; /* its numbers begin here */
    uint32_t n;
    bool hundredths; /* scores; else the bits of a double */
    DigestColumn columns[DIGEST_COLUMNS];
} DigestBlock;

/* The bytes of a row; false if they are damaged. */
bool digest_open_block(const char *p, size_t n, int64_t block, DigestBlock *out);

/* The value of a row, or of an item; 0 beyond the last, in a damaged store. */
static inline uint64_t digest_get(const DigestColumn *c, uint32_t i) {
    if (i >= c->n) return 0;
    switch (c->width) {
    case 1: return c->base + (uint8_t)c->p[i];
    case 2: {
        uint16_t v;
        memcpy(&v, c->p + 2 * (size_t)i, sizeof v);
        return c->base + bytes_little16(v);
    }
    case 4: return c->base + bytes_load32(c->p + 4 * (size_t)i);
    case 8: return c->base + bytes_load64(c->p + 8 * (size_t)i);
    default: return c->base;
    }
}

/* A row of a block, and where its items begin. */
typedef struct DigestRow {
    const DigestBlock *block;
    uint32_t needs; /* the lists that will be asked for, as bits 1 << list; DIGEST_NEEDS_NUMBERS */
    uint32_t row, lengths[DIGEST_LISTS], at[DIGEST_LISTS], values;
} DigestRow;
enum { DIGEST_NEEDS_NUMBERS = 1 << DIGEST_LISTS, DIGEST_NEEDS_ALL = 2 * DIGEST_NEEDS_NUMBERS - 1 };

static inline uint64_t digest_value(const DigestRow *r, int column) { return digest_get(&r->block->columns[column], r->row); }
static inline int32_t digest_day(const DigestRow *r) { return (int32_t)digest_value(r, DIGEST_DAY); }
static inline int64_t digest_number_of(const DigestBlock *b, uint64_t number) { return (int64_t)((uint64_t)b->first + number); }
static inline int64_t digest_id(const DigestRow *r) { return digest_number_of(r->block, digest_value(r, DIGEST_NUMBER)); }
static inline uint32_t digest_item(const DigestRow *r, int list, uint32_t i) { return (uint32_t)digest_get(&r->block->columns[DIGEST_ITEMS + list], r->at[list] + i); }
static inline double digest_score(const DigestRow *r) {
    uint64_t bits = digest_value(r, DIGEST_SCORE);
    double score;
    if (r->block->hundredths) return (double)(int64_t)bits / 100;
    memcpy(&score, &bits, sizeof score);
    return score;
}
/* Degrees in millionths; as many as GeoNames gives. */
static inline int64_t digest_degrees(double degrees) { return degrees > -1000 && degrees < 1000 ? (int64_t)(degrees * 1e6 + (degrees < 0 ? -0.5 : 0.5)) : 0; }
static inline uint32_t digest_known(const DigestRow *r) { return (uint32_t)digest_value(r, DIGEST_FLAGS) / DIGEST_KNOWN & 7; }

/* Goes through the rows: begin with (DigestRow){.block = block, .needs = ...} and digest_start, then digest_next. */
static inline uint32_t digest_list_max(int list) { return list < DIGEST_PUBLISHERS ? DIGEST_SIDE_MAX : DIGEST_LIST_MAX; }
static inline uint32_t digest_length(const DigestRow *r, int list) {
    uint64_t n = digest_value(r, DIGEST_LENGTHS + list);
    uint32_t left = r->block->columns[DIGEST_ITEMS + list].n - r->at[list], most = left < digest_list_max(list) ? left : digest_list_max(list);
    return n < most ? (uint32_t)n : most;
}
static inline void digest_start(DigestRow *r) {
    for (int i = 0; i < DIGEST_LISTS; i++)
        if (r->needs >> i & 1) r->lengths[i] = digest_length(r, i);
}
static inline uint32_t digest_count_bits(uint32_t three) { return (three & 1) + (three >> 1 & 1) + (three >> 2 & 1); }
static inline void digest_next(DigestRow *r) {
    if (r->needs & DIGEST_NEEDS_NUMBERS) r->values += 3 * digest_count_bits(digest_known(r));
    r->row++;
    for (int i = 0; i < DIGEST_LISTS; i++)
        if (r->needs >> i & 1) r->at[i] += r->lengths[i], r->lengths[i] = digest_length(r, i);
}

/* What reports give: value, lowest, highest, each plus 1, 0 if none; false if the number is not known. */
static inline bool digest_number(const DigestRow *r, int which, uint64_t out[3]) {
    uint32_t known = digest_known(r);
    if (!(known >> which & 1)) return false;
    for (uint32_t i = 0; i < 3; i++) out[i] = digest_get(&r->block->columns[DIGEST_VALUES], r->values + 3 * digest_count_bits(known & ((1u << which) - 1)) + i);
    return true;
}

typedef struct Digest Digest;

attache_status digest_open(Store *s, Digest **out);
void digest_close(Digest *d); /* accepts NULL */
/* Reads the next free number of a term, once the write lock is held. */
attache_status digest_begin(Digest *d);
/* An event or happening that is new, has changed, or is gone. */
void digest_touch(Digest *d, bool happening, int64_t id);
/* Writes what was touched anew, from the rows of the store: call it when all of them are written. */
attache_status digest_write(Digest *d);
/* Forgets what was touched, after a transaction was rolled back. */
void digest_forget(Digest *d);

/* Makes all blocks anew. */
attache_status digest_rebuild(Store *s);
/* The number of blocks that are not what the rows of the store would give, and of missing terms. */
attache_status digest_check(Store *s, uint64_t *wrong);

#endif
