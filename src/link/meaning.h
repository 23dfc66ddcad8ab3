/* meaning.h - the meaning of a trigger in its sentence: bits that are mostly equal for words of similar meaning, and the words closest to it in the tree.
 *
 * The rows of the event network's dictionary are vectors in which words of similar use are close. Their sum is rotated by a random Hadamard transform (Ailon and
 * Chazelle 2006), and the signs of 64 coordinates are kept (Charikar 2002): the share of differing bits estimates the angle between two vectors. Everything is
 * computed in integers.
 */
#ifndef ATTACHE_LINK_MEANING_H
#define ATTACHE_LINK_MEANING_H

#include "base/base.h"

typedef struct Coder Coder;
typedef struct Reading Reading;

enum { MEANING_NEAR = 8, MEANING_STATE = 256, MEANING_SENSE = 3 };

typedef struct Meaning {
    uint64_t deed, around;       /* of the trigger words, of those next to them; 0: unknown */
    uint16_t near[MEANING_NEAR]; /* hashes of these (terms.h) */
    uint8_t n_near;
    uint16_t n_state;     /* bytes of it */
    const uint8_t *state; /* what the network makes of the trigger in its sentence; borrowed; NULL: unknown, or forgotten */
    uint64_t sense[MEANING_SENSE]; /* of a forgotten state; 0: unknown */
} Meaning;

/* `state` is the network's vector of the trigger (event/event.h), to which the meaning then points, or NULL; `trigger` is a span of the article's text in sentence number `sentence`. */
Meaning meaning_of(const Coder *c, const Reading *r, uint32_t sentence, Span trigger, const uint8_t *state, Arena *arena);
/* Forgets the state, and keeps its sense: an eighth of the bytes. */
void meaning_forget_state(Meaning *m);
/* The state, less the mean of all (link/model.h), in the same way: bits that are mostly equal for deeds that read alike. All 0: unknown. */
void meaning_sense(const Meaning *m, uint64_t out[MEANING_SENSE]);

#endif
