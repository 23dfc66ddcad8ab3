/* lexicon.h - words to small numbers: one look-up per token, after which no stage compares strings.
 *
 * A word is identified by its folded form (utf8_fold: lower case, no diacritics); equivalent spellings (data/spelling.tsv) share a number.
 * Numbers start at 1; 0 is a word that is in no table. The builder grows on the heap; the reader borrows an Image.
 *
 *     section "lex.slots"   LexSlot [2^k]    open addressing, linear probing, by the low half of hash_bytes; the high half represents the word
 *
 * The words themselves are not in the image, so that a look-up touches one place in memory: one unknown word in two thousand million is mistaken for another.
 */
#ifndef ATTACHE_LEXICON_H
#define ATTACHE_LEXICON_H

#include "base/base.h"
#include "base/image.h"
#include "base/map.h"

enum { LEX_WORD_MAX = 120 }; /* bytes; longer words are never known */

typedef struct LexSlot {
    uint32_t check; /* the high half of the word's hash | 1; 0 empty */
    uint32_t id;    /* shared by spellings that count as one */
} LexSlot;

typedef struct Lexicon {
    const LexSlot *slots;
    uint32_t mask;
    uint32_t n_ids; /* ids are below this */
} Lexicon;

attache_status lexicon_open(Lexicon *lex, const Image *im, const char *where, const Reporter *r);
/* The number of a word as written (any case), or 0. */
uint32_t lexicon_find(const Lexicon *lex, const char *p, size_t n);
/* Looks up a lemma or folded word without folding it again. */
uint32_t lexicon_find_folded(const Lexicon *lex, const char *p, size_t n);
/* The same in two steps, so that memory can be prefetched for many words before the first look-up: a word as written to its hash (0 for one that cannot be
 * known), and a hash to its number. */
uint64_t lexicon_hash(const char *p, size_t n);
static inline void lexicon_expect(const Lexicon *lex, uint64_t hash) { __builtin_prefetch(&lex->slots[(uint32_t)hash & lex->mask]); }
uint32_t lexicon_find_hash(const Lexicon *lex, uint64_t hash);

typedef struct LexWord {
    uint32_t at, n; /* in the builder's bytes */
    uint32_t id;
} LexWord;

typedef struct LexiconBuilder {
    LexWord *words;
    size_t n, cap;
    uint32_t next_id;
    Map index; /* index of a word + 1 */
    Buf bytes;
} LexiconBuilder;

void lexicon_builder_init(LexiconBuilder *b);
void lexicon_builder_free(LexiconBuilder *b);
/* The number of a word; a new word gets one. 0 for an empty word or one that is too long. */
uint32_t lexicon_add(LexiconBuilder *b, Slice word);
/* The number of a word added earlier, or 0. */
uint32_t lexicon_builder_find(LexiconBuilder *b, Slice word);
/* Gives `variant` the number of `same_as`. False if `variant` already has a number of its own. */
bool lexicon_alias(LexiconBuilder *b, Slice variant, Slice same_as);
void lexicon_write(const LexiconBuilder *b, ImageWriter *w);

/* ---- strings of an image: section "strings", each ended by NUL; offset 0 is "" ---- */

typedef struct StringPool {
    Buf bytes;
    Map index; /* offsets */
} StringPool;

void string_pool_init(StringPool *p);
void string_pool_free(StringPool *p);
/* The offset of the string, the same for equal strings. */
uint32_t string_pool_add(StringPool *p, Slice s);
void string_pool_write(const StringPool *p, ImageWriter *w);

#endif
