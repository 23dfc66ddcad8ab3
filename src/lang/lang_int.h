/* lang_int.h - what the files of lang/ and the trainer share: the layout of the model and the features that both compute. */
#ifndef ATTACHE_LANG_INT_H
#define ATTACHE_LANG_INT_H

#include "lang/lang.h"

#define LANG_MAGIC "ATTLANG1"
enum { LANG_VERSION = 1 };

/* Sizes of the hashed weight tables: buckets, and bytes a bucket. */
enum { TAG_BITS = 15, TAG_STRIDE = 112, MOVE_BITS = 19, MOVE_STRIDE = 4, LABEL_BITS = 15, LABEL_STRIDE = 64, DICT_BITS = 16, TAGS_MAX = TAG_STRIDE };
enum { TAG_FEATURES_MAX = 40, MOVE_FEATURES_MAX = 96, LABEL_FEATURES_MAX = 48 };

/* A joint tag: "VERB VBD". */
typedef struct TagInfo {
    uint8_t upos, xpos, pad[2];
} TagInfo;

/* What a word usually is: a feature of its neighbours. */
typedef struct DictEntry {
    uint32_t check; /* upper half of the word's hash; 0 empty */
    uint8_t tag, sure, pad[2];
} DictEntry;

/* A lemma that the rules do not give, or a verb that they may arrive at. */
typedef struct LemmaEntry {
    uint64_t key;   /* hash of folded form and kind; 0 empty */
    uint32_t lemma; /* in lang.strings */
    uint32_t feats;
} LemmaEntry;

struct Language {
    Image image;
    const TagInfo *tags;
    const int8_t *tag_weights, *move_weights, *label_weights;
    const DictEntry *dict;
    const LemmaEntry *lemmas;
    const char *xpos_names; /* [n_xpos][8] */
    const char *strings, *about;
    size_t n_tags, n_xpos, lemma_mask, n_strings;
    bool finite[TAGS_MAX]; /* tags of finite verbs and modals */
    uint8_t past;          /* the tag of a verb in the past, 255 none */
};

/* A word of a sentence, with the hashes that features are made of. */
typedef struct Word {
    Span span;
    uint32_t lower, exact;         /* hashes of the form */
    uint32_t suffix[3], prefix[2]; /* last 2 3 4, first 2 3 letters */
    uint32_t shape;
    uint8_t tag, dict; /* joint tag; what it usually is, or 255 */
    uint8_t mwt;
    bool space_after, first; /* first of its sentence */
    bool sure;               /* dict is all that it ever is */
} Word;

struct LangScratch {
    const Language *lang;
    Word *words; /* of the span at hand */
    size_t n_words, cap_words;
    uint8_t *break_after; /* [cap_words]: a sentence ends behind it */
};

static inline uint32_t mix32(uint32_t a, uint32_t b) { return (a ^ b * 0x9E3779B1u) * 0x85EBCA6Bu ^ a >> 15; }

/* ---- token.c ---- */
/* Cuts a span into words with sentence borders, into scratch. */
void token_split(LangScratch *s, const char *text, Span span);
/* Fills a word's hashes from its form. `loud`: the sentence is all capitals, so that capitals tell nothing. */
void token_hashes(const Language *lang, const char *text, Word *w, bool first, bool loud);
/* Whether a sentence is written in capitals throughout. */
bool token_is_loud(const char *text, const Word *w, size_t n);

/* ---- tag.c ---- */
size_t tag_features(const Word *w, size_t n, size_t i, uint32_t *out);
void tag_sentence(const Language *lang, Word *w, size_t n);
/* What a word usually is, or 255; *sure if it is hardly ever anything else. */
uint8_t tag_from_dict(const Language *lang, uint32_t lower, bool *sure);

/* ---- parse.c ---- */
typedef enum Move { MOVE_SHIFT, MOVE_LEFT, MOVE_RIGHT } Move;

/* Arc-hybrid (Kuhlmann, Gomez-Rodriguez, Satta 2011). Words count from 0; the root is ROOT at the bottom of the stack. */
enum { ROOT = LANG_SENTENCE_MAX };
typedef struct ParseState {
    int16_t stack[LANG_SENTENCE_MAX + 2];
    int n_stack, front, n; /* front of the buffer; number of words */
    int16_t head[LANG_SENTENCE_MAX + 1], left[LANG_SENTENCE_MAX + 1][2],
        right[LANG_SENTENCE_MAX + 1][2]; /* outermost and second outermost child, -1 none */
    uint8_t label[LANG_SENTENCE_MAX + 1], n_left[LANG_SENTENCE_MAX + 1], n_right[LANG_SENTENCE_MAX + 1];
} ParseState;

void parse_start(ParseState *p, int n);
unsigned parse_legal(const ParseState *p); /* bits of Move */
void parse_move(ParseState *p, Move m, unsigned label);
size_t parse_move_features(const ParseState *p, const Word *w, uint32_t *out);
size_t parse_label_features(const ParseState *p, const Word *w, int head, int dependent, uint32_t *out);
void parse_sentence(const Language *lang, const Word *w, int n, ParseState *p);

/* ---- lemma.c ---- */
typedef enum LemmaKind { LEMMA_NOUN = 1, LEMMA_VERB, LEMMA_OTHER, LEMMA_BASE } LemmaKind; /* BASE: a verb lemma that the rules may arrive at */
uint64_t lemma_key(const char *folded, size_t n, unsigned kind);
LemmaKind lemma_kind(unsigned upos);
/* Writes the lemma that rules give (and the table's verbs, where `lang`), returns its length. `xpos` is a Penn tag. */
size_t lemma_by_rule(const Language *lang, const char *folded, size_t n, unsigned upos, const char *xpos, char *out);
void lemma_token(const Language *lang, const char *text, Token *t, Arena *arena);
uint32_t feats_of(unsigned upos, const char *xpos, const char *folded);

#endif
