/* lang.h - turns text into sentences: tokens with tags, lemmas and a dependency tree (Universal Dependencies 2).
 *
 * A Language is a mapped model, read-only and shared by all threads. A LangScratch is one thread's working memory. Tokens are spans of the caller's text, never
 * copies; arrays and lemmas are in the arena that the caller passes, which must outlive them.
 */
#ifndef ATTACHE_LANG_H
#define ATTACHE_LANG_H

#include "base/base.h"
#include "base/image.h"

enum { LANG_SENTENCE_MAX = 384 }; /* tokens; longer runs are cut at the best place before that */

typedef enum Upos {
    UPOS_X,
    UPOS_ADJ,
    UPOS_ADP,
    UPOS_ADV,
    UPOS_AUX,
    UPOS_CCONJ,
    UPOS_DET,
    UPOS_INTJ,
    UPOS_NOUN,
    UPOS_NUM,
    UPOS_PART,
    UPOS_PRON,
    UPOS_PROPN,
    UPOS_PUNCT,
    UPOS_SCONJ,
    UPOS_SYM,
    UPOS_VERB,
    UPOS_COUNT
} Upos;

/* Relations without subtype, then the subtypes that coding needs. */
typedef enum Deprel {
    DEP_DEP,
    DEP_ROOT,
    DEP_NSUBJ,
    DEP_OBJ,
    DEP_IOBJ,
    DEP_CSUBJ,
    DEP_CCOMP,
    DEP_XCOMP,
    DEP_OBL,
    DEP_VOCATIVE,
    DEP_EXPL,
    DEP_DISLOCATED,
    DEP_ADVCL,
    DEP_ADVMOD,
    DEP_DISCOURSE,
    DEP_AUX,
    DEP_COP,
    DEP_MARK,
    DEP_NMOD,
    DEP_APPOS,
    DEP_NUMMOD,
    DEP_ACL,
    DEP_AMOD,
    DEP_DET,
    DEP_CLF,
    DEP_CASE,
    DEP_CONJ,
    DEP_CC,
    DEP_FIXED,
    DEP_FLAT,
    DEP_LIST,
    DEP_PARATAXIS,
    DEP_COMPOUND,
    DEP_ORPHAN,
    DEP_GOESWITH,
    DEP_REPARANDUM,
    DEP_PUNCT,
    DEP_NSUBJ_PASS,
    DEP_CSUBJ_PASS,
    DEP_AUX_PASS,
    DEP_OBL_AGENT,
    DEP_OBL_UNMARKED,
    DEP_NMOD_POSS,
    DEP_NMOD_DESC,
    DEP_NMOD_UNMARKED,
    DEP_ACL_RELCL,
    DEP_ADVCL_RELCL,
    DEP_COMPOUND_PRT,
    DEP_CC_PRECONJ,
    DEP_DET_PREDET,
    DEP_NSUBJ_OUTER,
    DEP_COUNT
} Deprel;

/* Sets of relations, subtypes apart. */
#define DEP_BIT(relation) (UINT64_C(1) << (relation))
static inline bool dep_in(uint64_t set, unsigned relation) { return set >> relation & 1; }
_Static_assert(DEP_COUNT <= 64, "a set of relations is a word");

/* The features that coding needs, as bits. */
enum {
    FEAT_SING = 1,
    FEAT_PLUR = 2,
    FEAT_PAST = 4,
    FEAT_PRES = 8,
    FEAT_FIN = 16,
    FEAT_INF = 32,
    FEAT_GER = 64,
    FEAT_PART = 128,
    FEAT_PASS = 256,
    FEAT_POSS = 512,
    FEAT_FEM = 1024,
    FEAT_MASC = 2048,
    FEAT_NEG = 4096,
    FEAT_1ST = 8192,
    FEAT_2ND = 16384,
    FEAT_3RD = 32768,
    FEAT_REL = 65536,
    FEAT_INT = 131072,
    FEAT_DEM = 262144,
    FEAT_IMP = 524288
};

typedef struct Token {
    Span span;         /* in the text that was passed */
    const char *lemma; /* with a final NUL; lower case except for proper nouns */
    uint32_t feats;    /* FEAT_* */
    int16_t head;      /* index in the sentence, -1 for the root */
    uint8_t upos;      /* Upos */
    uint8_t xpos;      /* index into lang_xpos_name */
    uint8_t deprel;    /* Deprel */
    uint8_t mwt;       /* 2 or more: the number of words in a surface token ("don't") that begins here; else 0 */
    bool space_after;
    uint16_t lemma_len;
} Token;

typedef struct Sentence {
    Token *tokens;
    const uint8_t *states; /* [n][width] the network's last hidden layer for each token, as bytes: value * 128 + 128; NULL beyond LANG_KEPT_WITHIN: ask lang_states */
    Span span;      /* from the first token's start to the last one's end */
    uint32_t block; /* set by the caller: the number of the block of text that contains it */
    uint16_t n, width;
} Sentence;

typedef struct Language Language;       /* a model */
typedef struct LangScratch LangScratch; /* a thread's memory for one model */

/* Opens a model: `path`, or the one inside the program if NULL. `tables`, borrowed for its lifetime, has the output of lang_compile; NULL: none.
 * ATTACHE_ERR_MODEL with a message if it is not a complete model of this version. */
attache_status lang_open(Language **out, const char *path, const Image *tables, const Reporter *r);
/* The same from bytes in memory, borrowed for its lifetime; `where` names them in messages. */
attache_status lang_open_memory(Language **out, const char *data, size_t size, const Image *tables, const char *where, const Reporter *r);
void lang_close(Language *lang);

LangScratch *lang_scratch_new(const Language *lang);
void lang_scratch_free(LangScratch *scratch);

/* Splits text[span] (one paragraph, title or list item, valid UTF-8) into sentences with tokens, tags, lemmas and trees; appends them to *sentences (an array in
 * `arena` of *n, with room for *cap, grown as by VEC_PUSH). Token spans refer to `text`. Linear in the span. */
void lang_analyse(LangScratch *scratch, const char *text, Span span, Arena *arena, Sentence **sentences, size_t *n,
                  size_t *cap);

/* Bytes of a text whose sentences are kept as they are, with their states. Hardly any report is longer; in a longer text they would take far more memory than the text. */
enum { LANG_KEPT_WITHIN = 64 << 10 };
static inline bool lang_keeps(const Sentence *s) { return s->span.start < LANG_KEPT_WITHIN; }

/* Passes on the same sentences one after another. Beyond LANG_KEPT_WITHIN a sentence is in the room of `arena`, and forgotten when the function returns. */
typedef void lang_sentence_fn(const Sentence *s, void *user);
void lang_analyse_each(LangScratch *scratch, const char *text, Span span, Arena *arena, lang_sentence_fn *on_sentence, void *user);

/* The states of a sentence, [n][width]: those that lang_analyse kept, or the same computed again into `arena`. NULL if there are none and `scratch` is NULL. */
const uint8_t *lang_states(LangScratch *scratch, const char *text, const Sentence *s, Arena *arena);

/* One word of text[span], from the tokenizer or a file. */
typedef struct Word {
    Span span;
    uint8_t mwt; /* as in Token */
    bool space_after;
} Word;

enum { LANG_GIVEN_MAX = 30000 }; /* words of a given sentence */

/* Tags and parses n given words as one sentence. If there are more than LANG_SENTENCE_MAX, it parses them in parts, and attaches later roots to the first. */
void lang_analyse_words(LangScratch *scratch, const char *text, const Word *words, size_t n, Arena *arena, Sentence *out);

/* ---- conllu.c: universaldependencies.org/format ---- */

/* Writes a sentence as CoNLL-U, with MWT lines, SpaceAfter=No and `# text`. Its sent_id is "NAME-ID", or ID if name is "". */
void conllu_write(const Language *lang, const char *text, const Sentence *s, const char *name, uint32_t id, Arena *arena, Buf *out);

/* Reads sentences with given tokens and writes them with new tags and trees. Comments, ranges, empty nodes and MISC are kept, `# sent_id` and `# text` are added
 * if missing. A sentence that is not CoNLL-U is reported as FILE:LINE and left out. */
typedef struct ConlluReader {
    const char *where; /* names the file */
    Slice rest;
    size_t line;
    uint32_t sentences; /* read so far */
    const Reporter *reporter;
} ConlluReader;

/* Writes the next sentence; ATTACHE_END after the last, ATTACHE_ERR_FORMAT for one that was left out. */
attache_status conllu_next(ConlluReader *reader, LangScratch *scratch, Arena *arena, Buf *out);

const char *lang_upos_name(unsigned upos);
const char *lang_deprel_name(unsigned deprel);
const char *lang_xpos_name(const Language *lang, unsigned xpos);

static inline unsigned lang_deprel_base(unsigned d) {
    switch (d) {
    case DEP_NSUBJ_PASS:
    case DEP_NSUBJ_OUTER: return DEP_NSUBJ;
    case DEP_CSUBJ_PASS: return DEP_CSUBJ;
    case DEP_AUX_PASS: return DEP_AUX;
    case DEP_OBL_AGENT:
    case DEP_OBL_UNMARKED: return DEP_OBL;
    case DEP_NMOD_POSS:
    case DEP_NMOD_DESC:
    case DEP_NMOD_UNMARKED: return DEP_NMOD;
    case DEP_ACL_RELCL: return DEP_ACL;
    case DEP_ADVCL_RELCL: return DEP_ADVCL;
    case DEP_COMPOUND_PRT: return DEP_COMPOUND;
    case DEP_CC_PRECONJ: return DEP_CC;
    case DEP_DET_PREDET: return DEP_DET;
    default: return d;
    }
}

#endif
