/* tables.h - what the tokenizer knows about words, and the features of words, as laid out in the image by compile/lang_build.c. */
#ifndef ATTACHE_LANG_TABLES_H
#define ATTACHE_LANG_TABLES_H

#include "lang/lang.h"

/* What data/tokens.tsv says about a word; the bits are the table's kinds in the order of lang_build.c. */
enum {
    TOKEN_TITLE = 1,
    TOKEN_ABBREVIATION = 2,
    TOKEN_SHY = 4,
    TOKEN_NUMBERED = 8,
    TOKEN_FINAL = 16,
    TOKEN_OPENER = 32,
    TOKEN_PREFIX = 64,
    TOKEN_UNIT = 128,
    TOKEN_FUSED = 256,
    TOKEN_TAIL = 512,
    TOKEN_HEAD = 1024,
    TOKEN_DOMAIN = 2048,
    TOKEN_WHOLE = 4096,
    TOKEN_CLOCK = 8192,
    TOKEN_ZONE = 16384,
    TOKEN_SUFFIX = 32768,
    TOKEN_OFFICE = 65536,
    TOKEN_STATE = 131072, /* from countries.tsv, like the next */
    TOKEN_DEMONYM = 262144
};
enum { TOKEN_WORD_MAX = 24 }; /* bytes of a word of the table */

typedef struct TokenEntry {
    uint64_t key; /* token_key of the folded word; 0 empty */
    uint32_t kinds;
    uint8_t cut;     /* of a fused word, like the next two */
    uint8_t n, last; /* its bytes, the last of them */
    uint8_t pad;
} TokenEntry;

/* A row of data/features.tsv for one form. */
enum { FEATURE_BY_BOTH = 1, FEATURE_BY_FORM = 2, FEATURE_BY_RELATION = 4, FEATURE_BY_TAG = 8 };
typedef struct FeatureEntry {
    uint64_t key;  /* feature_key; 0 empty */
    uint32_t text; /* in feature_strings */
    uint8_t upos, kind, pad[2];
} FeatureEntry;

/* ---- token.c ---- */
static inline uint64_t token_key(const char *folded, size_t n) { return hash_bytes(folded, n) | 1; }
/* The key of a row: relation -1 and an empty form match anything. */
uint64_t feature_key(unsigned upos, const char *xpos, int relation, const char *form, size_t n);

#endif
