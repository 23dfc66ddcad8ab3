/* digest_columns.h - the columns of a block of digests (digest.h), each read at once: that takes a fraction of the time of asking each row for each of its values.
 *
 * Ownership: what is read belongs to the caller.
 */
#ifndef ATTACHE_STORE_DIGEST_COLUMNS_H
#define ATTACHE_STORE_DIGEST_COLUMNS_H

#include "store/digest.h"

/* All values of a column, or their last 32 bits. */
void digest_read_column(const DigestColumn *c, uint32_t *out);

/* Whether each value lies between two, these included. */
void digest_between(const DigestColumn *c, int64_t least, int64_t most, uint8_t in[DIGEST_BLOCK]);

/* Where the items of each row begin, and where the last end; damaged lengths are cut. */
void digest_list_starts(const DigestBlock *b, int list, uint32_t starts[DIGEST_BLOCK + 1]);

/* Marks the rows of which a list has an item that, without its last bits, is one of the numbers below n for which `has` is 1. */
typedef struct DigestSet {
    const uint8_t *has;
    size_t n;
    int shift;
} DigestSet;
void digest_mark(const DigestBlock *b, int list, const DigestSet *set, uint8_t mark, uint8_t marks[DIGEST_BLOCK]);

/* Where the numbers of each row begin (DigestRow.values). */
void digest_number_starts(const DigestBlock *b, uint32_t starts[DIGEST_BLOCK]);

#endif
