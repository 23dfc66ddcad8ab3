/* meaning.h - a deed in its sentence in, what it means out: bits of which words of like meaning share most, and the words that stand closest to it in the tree.
 *
 * The rows of the event network's dictionary are vectors in which words of like use lie close. Their sum is turned by a random Hadamard transform (Ailon and Chazelle 2006)
 * and the signs of 64 of its numbers kept (Charikar 2002): the share of bits in which two differ is the angle between them. Whole numbers alone.
 */
#ifndef ATTACHE_LINK_MEANING_H
#define ATTACHE_LINK_MEANING_H

#include "base/base.h"

typedef struct Coder Coder;
typedef struct Reading Reading;

enum { MEANING_NEAR = 8 };

typedef struct Meaning {
    uint64_t deed, around;       /* of the words that name the deed, of those next to it; 0: not known */
    uint16_t near[MEANING_NEAR]; /* hashes of these (terms.h) */
    uint8_t n_near;
} Meaning;

/* `trigger` is a stretch of the article's text in sentence number `sentence`. */
Meaning meaning_of(const Coder *c, const Reading *r, uint32_t sentence, Span trigger);

#endif
