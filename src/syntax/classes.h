/* classes.h - the classes and contexts of words, and the words that the code refers to.
 *
 * Compiled from classes.tsv, contexts.tsv and holidays.tsv (compile/event_build.c); read-only, borrowed from the image.
 */
#ifndef ATTACHE_CLASSES_H
#define ATTACHE_CLASSES_H

#include "base/image.h"
#include "base/lexicon.h"
#include "vocab/vocabulary.h"

enum { EXTRA_MAX = 3, CONTEXTS_MAX = 64 }; /* EXTRA_MAX: words of a phrase besides the first */
_Static_assert(CONTEXTS_MAX <= 64, "the contexts of a word are the bits of one number");

/* A word, or a word with others before or after it, that belongs to a class or a context. */
typedef struct Entry {
    uint32_t target;          /* class number, or ENTRY_CONTEXT | context number, or ENTRY_DAY | a Holiday */
    uint32_t rest[EXTRA_MAX]; /* the words after it (or before it: from the nearest) */
    uint8_t n_rest, before, pad[2];
} Entry;
enum { ENTRY_CONTEXT = 1 << 16, ENTRY_DAY = 1 << 17 };

/* The date of a holiday, packed into the low bits of a target. DAY_FIXED: month << 5 | day. DAY_EASTER: days after Easter + 128. DAY_NTH: month << 8 | which (5:
 * the last) << 4 | weekday from Sunday. */
enum { DAY_FIXED = 1 << 13, DAY_EASTER = 2 << 13, DAY_NTH = 3 << 13, DAY_KIND = 3 << 13, DAY_VALUE = (1 << 13) - 1 };

/* Classes that the code refers to by name. */
#define EACH_CLASS(CLASS)                                                                                                                            \
    CLASS(LIGHT, light) CLASS(SAY, say) CLASS(FUTURE_VERB, future_verb) CLASS(HYP_MODAL, hyp_modal) CLASS(HYP_MARK, hyp_mark)                        \
    CLASS(FUTURE_MARK, future_mark) CLASS(NEG, neg) CLASS(OBLIGE, oblige) CLASS(DEAD, dead) CLASS(INJURED, injured) CLASS(ARRESTED, arrested)        \
    CLASS(DRAW, draw) CLASS(PLACE_PREP, place_prep) CLASS(SITE, site) CLASS(MEASURE, measure) CLASS(HAPPEN, happen) CLASS(OCCUR, occur)              \
    CLASS(TRAVEL, travel) CLASS(TREAT, treat) CLASS(GROUP, group) CLASS(NAMING, naming) CLASS(UTTER, utter) CLASS(UNPOLITICAL, unpolitical)
#define CLASS_NUMBER(number, name) CLASS_##number,
typedef enum ClassName { EACH_CLASS(CLASS_NUMBER) CLASS_NAMED } ClassName;
extern const char *const class_names[CLASS_NAMED];

/* What a word can be at all: for most words this answers most queries. */
enum { WORD_IN_CLASS = 1, WORD_IN_CONTEXT = 2, /* or a holiday */ WORD_TRIGGERS = 4, WORD_IN_NAMED = 8 }; /* << ClassName */
_Static_assert(CLASS_NAMED <= 32 - 3, "a word's flags have a bit for each class that code asks for");

typedef struct Classes {
    const Lexicon *lexicon;
    const char *strings;
    const Entry *entries;     /* sorted by first word */
    const uint32_t *entry_at; /* [n_ids + 1] */
    const uint32_t *flags;   /* [n_ids]: WORD_* of each word */
    const uint32_t *context_names, *class_names; /* strings */
    size_t n_ids, n_contexts, n_classes;
    uint32_t named[CLASS_NAMED]; /* ClassName -> class number */
    Vocabulary words;
} Classes;

/* Finds the sections of an image, and the words that the code refers to in its lexicon; false if one is missing. */
bool classes_open(Classes *c, const Image *im, const Lexicon *lexicon);
/* Whether a word, or the lemma of one, has a trait. */
static inline bool class_word_has(const Classes *c, uint32_t id, unsigned flags) { return id && id < c->n_ids && c->flags[id] & flags; }
/* The name of a word in words.tsv, and whether it is in a list there. */
static inline WordName class_word(const Classes *c, uint32_t id) { return word_name(&c->words, id); }
static inline bool class_listed(const Classes *c, uint32_t id, WordList list) { return word_in(&c->words, id, list); }
/* Whether the word at token `t` of a sentence is in a class (for phrases: with its other words next to it). */
bool class_holds(const Classes *c, uint32_t class_id, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t);
static inline bool class_is(const Classes *c, ClassName name, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t) {
    unsigned trait = (unsigned)WORD_IN_NAMED << name;
    return (class_word_has(c, lemmas[t], trait) || class_word_has(c, forms[t], trait)) && class_holds(c, c->named[name], lemmas, forms, n, t);
}
/* The holiday whose last word is at token t: DAY_FIXED and the like with its value; 0: none. */
uint32_t class_day_at(const Classes *c, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t);
/* Contexts of the words at token t, as bits. */
uint64_t class_contexts_at(const Classes *c, const uint32_t *lemmas, const uint32_t *forms, uint32_t n, uint32_t t);

#endif
