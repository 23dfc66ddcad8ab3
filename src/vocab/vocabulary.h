/* vocabulary.h - the words that the program itself refers to, from data/words.tsv.
 *
 * A row of that table names a word, or several that count as one: WORD_OF, WORD_MINISTER. A row whose name begins with @ is a list, to which a word with or without
 * a name of its own may belong: WORDS_HONORIFIC, WORDS_MONTH. The names become enums when the program is built (build/gen/words.inc, made by the Makefile from the
 * English table); the words themselves are in the knowledge image, so that the table of another language needs the same names and no compiler.
 *
 *     section "words.of"      uint16_t [n_ids]    the row of a lexicon number
 *     section "words.rows"    WordRow  []         row 0: a word that the program does not refer to
 *     section "words.places"  WordPlace []        members of lists, list by list
 *
 * A Vocabulary borrows its image.
 */
#ifndef ATTACHE_VOCABULARY_H
#define ATTACHE_VOCABULARY_H

#include "base/image.h"
#include "base/lexicon.h"

typedef enum WordName {
    WORD_NONE = -1,
#define WORD(name, text) WORD_##name,
#define WORD_LIST(name, text)
#include <words.inc>
    WORD_COUNT
} WordName;

typedef enum WordList {
#define WORD(name, text)
#define WORD_LIST(name, text) WORDS_##name,
#include <words.inc>
    WORDS_COUNT
} WordList;
_Static_assert(WORDS_COUNT <= 128, "a word's lists have to fit into its row");

extern const char *const word_names[WORD_COUNT], *const word_list_names[WORDS_COUNT];

typedef struct WordRow {
    uint64_t lists[2]; /* bit a WordList */
    int32_t name;   /* WordName */
    uint32_t pad;
} WordRow;

typedef struct WordPlace {
    uint32_t id;
    uint16_t list, place;
} WordPlace;

typedef struct Vocabulary {
    const Lexicon *lexicon;
    const uint16_t *of;
    const WordRow *rows;
    const WordPlace *places;
    size_t n_ids, n_places;
} Vocabulary;

/* False if the image has no words, or too few for its lexicon. */
bool vocabulary_open(Vocabulary *v, const Image *im, const Lexicon *lexicon);

/* By lexicon number; 0 is a word that the program does not refer to. */
static inline WordName word_name(const Vocabulary *v, uint32_t id) { return (WordName)v->rows[v->of[id]].name; }
static inline bool word_in(const Vocabulary *v, uint32_t id, WordList list) { return v->rows[v->of[id]].lists[list >> 6] >> (list & 63) & 1; }
/* The index of a word in a list; -1 if it is not in it. */
int word_place(const Vocabulary *v, uint32_t id, WordList list);

#endif
