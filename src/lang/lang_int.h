/* lang_int.h - what the files of lang/ and the trainer share: the layout of the model, a word's features, and the arithmetic that must be the same in both.
 *
 * The network, for a sentence of n words (H = D / 2 cells in either direction):
 *
 *     word, suffixes, prefix, shape --rows summed--> e [E]
 *     e --> the word's contributions to the sums of the word after it, of itself and of the word before it [3][4D]; these depend only on the word and are cached (net.c)
 *     their sum z [n][4D]: candidate, forget, reset, skip of H forward cells, then of H backward ones
 *     z --> x [n][D] by the first simple recurrent unit (Lei et al. 2018, with soft clipping for tanh and sigmoid)
 *     layers - 1 times: x --> z [n][3D] --> the next x
 *     x after `tag_layer` layers --> tag [n]
 *     x --> dependent, head [n][A]; score[i][j] = dependent_i . head_j + bias[j - i]; the best tree     (after Dozat & Manning 2017)
 *     x --> label_dependent, label_head [n][L]; label_i = out . soft(label_dependent_i + label_head_head(i) + bias[head - i])
 *
 * Everything is computed in integers, so every machine gives the same result. Activations are in -1..1 and stored as bytes: value * 128 + 128. Weights are bytes with a
 * scale for each output row; their sums are Q10 (1024 is 1) and, where a parabola clips them anyway, are kept in 16 bits within SHORT_MAX. Inside the units a
 * value is Q13, a gate Q15; products are rounded, so that cells do not drift.
 */
#ifndef ATTACHE_LANG_INT_H
#define ATTACHE_LANG_INT_H

#include "lang/kernel.h"
#include "lang/lang.h"
#include "lang/tables.h"

#define LANG_MAGIC "ATTLANG1"
enum { LANG_VERSION = 3 };

enum { NET_WIDTH_MAX = 512, NET_LAYERS_MAX = 6, NET_ARC_MAX = 256, TAGS_MAX = 128, NET_LABELS = 64 };

/* A word's features, each a row of the embeddings. The word itself comes from a dictionary whose row 0 is "unknown"; the others are hashed into a range of their
 * own. */
enum { FEATURE_WORD, FEATURE_SUFFIX2, FEATURE_SUFFIX3, FEATURE_SUFFIX4, FEATURE_PREFIX3, FEATURE_SHAPE, FEATURES };
enum { ROWS_SUFFIX2 = 1 << 10, ROWS_SUFFIX3 = 1 << 12, ROWS_SUFFIX4 = 1 << 12, ROWS_PREFIX3 = 1 << 12, ROWS_SHAPE = 1 << 9 };
enum { ROWS_HASHED = ROWS_SUFFIX2 + ROWS_SUFFIX3 + ROWS_SUFFIX4 + ROWS_PREFIX3 + ROWS_SHAPE };

/* Distances between a word and its head, in buckets: the last two on each side are 9..16 and more. 0 is for the root. */
enum { DISTANCES = 21 };

typedef struct NetShape {
    uint32_t embed, width, layers, tag_layer, arc, label, n_tags, n_words;
} NetShape;

/* The linear maps of the network, in the order of the model: layers, then these. */
enum {
    LIN_TAG,
    LIN_ARC_DEPENDENT,
    LIN_ARC_HEAD,
    LIN_LABEL_DEPENDENT,
    LIN_LABEL_HEAD,
    LIN_LABEL_OUT,
    LIN_HEADS,
    LIN_MAX = NET_LAYERS_MAX + LIN_HEADS
};

/* Tests of a tag that the tree code needs. */
enum {
    TAG_OPEN = 1,
    TAG_VERB = 2,
    TAG_FINITE = 4,
    TAG_PARTICIPLE = 8,
    TAG_NOUN = 16
}; /* a noun or adjective; a verb; one in VBD VBZ VBP; one in VBN; a noun or name */

/* A word's contributions to the sums of its neighbours and itself, in the order of the first map's outputs. Kept in 8 bits (Q5). */
enum { ADDS_BEHIND, ADDS_SELF, ADDS_BEFORE, ADDS };

/* A joint tag: "VERB VBD". */
typedef struct TagInfo {
    uint8_t upos, xpos, pad[2];
} TagInfo;

typedef struct DictEntry {
    uint32_t check; /* the word's hash | 1; 0 empty */
    uint32_t row;
} DictEntry;

enum { DICT_STEPS = 64 };

/* The slot of a word, or the free one that it would take; of a run of DICT_STEPS other words the last. */
static inline size_t dict_slot(const DictEntry *slots, size_t mask, uint32_t hash) {
    size_t i = hash & mask;
    for (int step = 1; step < DICT_STEPS && slots[i].check && slots[i].check != (hash | 1); step++) i = (i + 1) & mask;
    return i;
}

/* A lemma that the rules do not give, or a verb that they may lead to. */
typedef struct LemmaEntry {
    uint64_t key;   /* hash of folded form and kind; 0 empty */
    uint32_t lemma; /* in lang.strings */
    uint32_t feats;
} LemmaEntry;

static inline size_t lemma_first(size_t mask, uint64_t key) { return key >> 17 & mask; }

/* The slot of a key, or the free one that it would take; if there is neither, any. */
static inline size_t lemma_slot(const LemmaEntry *slots, size_t mask, uint64_t key) {
    size_t i = lemma_first(mask, key);
    for (size_t steps = 0; slots[i].key && slots[i].key != key && steps < mask; steps++) i = (i + 1) & mask;
    return i;
}

typedef struct NetMemo NetMemo;

struct Language {
    Image image;
    NetShape shape;
    const NetKernels *kernels;
    Lin lins[LIN_MAX]; /* their scales bring sums to Q10 */
    const int8_t *embed;       /* [n_words + ROWS_HASHED][embed] */
    const int16_t *embed_unit; /* [n_words + ROWS_HASHED]: the scale of the bytes in Q16 */
    const int32_t *arc_bias;   /* [DISTANCES], Q14 */
    const int8_t *arc_root;    /* [arc], value * 128 */
    const int16_t *label_root; /* [label], Q10 */
    const int16_t *label_bias; /* [DISTANCES][label], Q10 */
    const DictEntry *dict;
    const TagInfo *tags;
    const LemmaEntry *lemmas;
    const char *xpos_names; /* [n_xpos][8] */
    const char *strings;
    const TokenEntry *token_words; /* of the tables, like the next three */
    const FeatureEntry *features;
    const char *feature_strings;
    uint32_t fused_lengths;            /* bit n: some fused word has n bytes */
    bool fused_last[256];              /* their last bytes */
    uint8_t feature_kinds[UPOS_COUNT]; /* FEATURE_BY_* that the table uses for each tag */
    size_t n_xpos, dict_mask, lemma_mask, token_mask, feature_mask, n_strings;
    uint8_t tag_kinds[TAGS_MAX];
    uint32_t xpos_feats[256]; /* FEAT_* of each XPOS tag */
    uint8_t form_begins[256]; /* with which bytes the words of data/forms.tsv begin: bits of lemma.c */
    /* Most words are in neither table. Which bits of a key the keys of the tables have is small enough to stay at hand. */
    uint64_t lemma_bits[1 << 11], token_bits[1 << 8];
    bool has_bits; /* where the two are made */
    uint8_t xpos_modal, xpos_name, xpos_plural, xpos_past; /* MD, NNP, NNS, VBD; 255 if the model has none */
};

enum { LEMMA_FORM_MAX = 60 };
_Static_assert((int)DEP_COUNT <= (int)NET_LABELS, "labels are scored in lines of NET_LABELS");
_Static_assert((int)UPOS_COUNT <= 256 && (int)TAGS_MAX <= 256, "tags are kept in bytes");

static inline void bits_add(uint64_t *bits, size_t n, uint64_t key) { bits[key >> 38 & (n - 1)] |= UINT64_C(1) << (key >> 32 & 63); }
static inline bool bits_may_have(const uint64_t *bits, size_t n, uint64_t key) { return bits[key >> 38 & (n - 1)] >> (key >> 32 & 63) & 1; }

typedef struct LemmaForm {
    uint64_t key; /* lemma_key; 0 for a word that is its own lemma */
    const LemmaEntry *entry; /* the table's, or NULL */
    char folded[LEMMA_FORM_MAX + 3];
    uint8_t n;
} LemmaForm;

struct LangScratch {
    const Language *lang;
    Word *words; /* of the present span */
    size_t n_words, cap_words;
    uint8_t *break_after; /* [cap_words]: a sentence ends after it */
    bool in_quote;        /* a single quote is open */
    LemmaForm *forms;     /* [LANG_SENTENCE_MAX] */
    NetMemo *memo;
    /* A sentence's: */
    const char **adds;                     /* [n]: each word's contributions, in the cache or in spare */
    char *spare;                           /* [n][16 * width] */
    uint8_t *x, *y;                        /* [n][width]; y also holds embeddings */
    int16_t *sums;                         /* [n][ADDS][4 * width] at most */
    uint8_t *dependent;                    /* [n + 1][arc] */
    int8_t *head;                          /* [n + 1][arc]; the root is word n */
    int16_t *label_dependent, *label_head; /* [n][label] */
    int32_t *scores;                       /* [n + 1][n + 1, rounded up to 32] */
    int32_t *tag_scores, *label_scores;    /* [n][outputs of LIN_TAG], [n][NET_LABELS] */
    int32_t *line;                         /* the bias of an arc by the position of its head */
    void *arc_packed;
    uint8_t *tag, *label;
    int16_t *heads; /* n for the root */
    void *tree;
};

/* Splits a span into words with sentence boundaries, into scratch. */
void token_split(LangScratch *s, const char *text, Span span);
/* What the table says about the words [p, end): TOKEN_*. */
unsigned token_kinds(const Language *l, const char *p, const char *end);
/* Whether a sentence is entirely in capitals, so that capitals carry no information. */
bool token_is_loud(const char *text, const Word *w, size_t n);

/* ---- border.c ---- */
/* How many of n tagged words make a sentence of their own, if an abbreviation at their end also ends the sentence and another sentence follows; 0 if all are one. */
size_t border_find(const Language *l, const char *text, const Word *w, const Token *tokens, size_t n);

/* ---- mend.c ---- */
/* Corrects contradictions between the tags and the tree of part of a sentence: in the tags, before lemmas are known; in the tree, when they are. Heads count from
 * the sentence's start; tokens[0] is its word `first`. */
void mend_tags(const Language *l, const char *text, Token *tokens, size_t n, size_t first);
void mend_tree(const Language *l, const char *text, Token *tokens, size_t n, size_t first);

/* ---- feature.c ---- */
typedef struct FeatureKin FeatureKin;
/* The dependents of each word of a sentence, in `arena`. */
FeatureKin *feature_kin(const Sentence *s, Arena *arena);
/* Writes the FEATS column of word i. */
void feature_write(const Language *l, const char *text, const Sentence *s, const FeatureKin *kin, uint32_t i, Buf *out);

/* ---- net.c ---- */
uint32_t net_hash(const char *p, size_t n, uint32_t seed);
/* A word's rows; without a language, rows[FEATURE_WORD] is the hash of its folded form and the others count from 0. */
void net_features(const Language *lang, const char *p, size_t n, bool first, bool loud, uint32_t rows[FEATURES]);
static inline int net_distance(int from, int head) { /* a bucket below DISTANCES */
    int d = head - from, far = d < 0 ? -d : d;
    int k = far <= 8 ? far : far <= 16 ? 9 : 10;
    return d < 0 ? k : k + 10;
}
/* Picks kernels as kernel_find does and packs the weights for them. All give the same results; false if the machine does not support them. */
bool net_set_kernels(Language *lang, const char *name);
void net_close(Language *lang);
void net_scratch_init(LangScratch *s);
void net_scratch_free(LangScratch *s);
/* Tags, heads and labels of n words (at most LANG_SENTENCE_MAX) into the scratch. */
void net_run(LangScratch *s, const char *text, const Word *w, int n);
/* Only the layers: leaves the words' states in s->x. */
void net_run_layers(LangScratch *s, const char *text, const Word *w, int n);

/* ---- tree.c ---- */
size_t tree_scratch_size(void);
/* The best tree with one root. scores [n][stride]: the score of each head for each word, with the root at n. heads: each word's best head, which the function
 * changes into a tree. */
void tree_best(void *scratch, const int32_t *scores, size_t stride, int n, int16_t *heads);

/* ---- lemma.c ---- */
/* Makes lemma_bits and form_begins of the table. */
void lemma_open(Language *lang);
typedef enum LemmaKind { LEMMA_NOUN = 1, LEMMA_VERB, LEMMA_OTHER, LEMMA_BASE } LemmaKind; /* BASE: a verb lemma that the rules may lead to */
uint64_t lemma_key(const char *folded, size_t n, unsigned kind);
LemmaKind lemma_kind(unsigned upos);
/* Writes the lemma that the rules give (or the table's verbs, if `lang`), returns its length. `xpos` is a Penn tag. */
size_t lemma_by_rule(const Language *lang, const char *folded, size_t n, unsigned upos, const char *xpos, char *out);
/* Lemmas and features of n tagged tokens. `forms` is working memory. */
void lemma_tokens(const Language *lang, LemmaForm *forms, const char *text, Token *tokens, size_t n, Arena *arena);
/* Whether the table has a word as an irregular form of a verb. */
bool lemma_is_irregular_verb(const Language *lang, const char *p, size_t n);
/* The features that a Penn tag alone implies: FEAT_*. */
uint32_t lemma_tag_feats(const char *xpos);

#endif
