/* coref.h - finds the mentions in sentences: which words refer to which entity in this article, and what attache knows about it.
 *
 * A Reading belongs to one article: it and everything it points to are in the arena passed to coref_read; strings of entities point into the image or the arena.
 */
#ifndef ATTACHE_COREF_H
#define ATTACHE_COREF_H

#include "base/base.h"
#include "kb/kb.h"
#include "lang/lang.h"
#include "mention/entity.h"
#include "read/read.h"

typedef enum MentionKind {
    MENTION_NAME,    /* headed by a name: India, Defence Minister Nirmala Sitharaman */
    MENTION_NOMINAL, /* headed by a common noun: the visiting dignitary, Kazakh officers, both sides */
    MENTION_PRONOUN,
    MENTION_MODIFIER /* an adjective or name inside another noun phrase: "Russian" in Russian strikes, "India" in India's recent accession */
} MentionKind;

/* A noun phrase, or a modifier that names an entity. Every noun, name and pronoun that heads a phrase has a mention, known or not. */
typedef struct Mention {
    uint32_t sentence;    /* index into Reading.sentences */
    uint16_t first, last; /* tokens, inclusive: the phrase without relative clauses, appositions after a comma and further conjuncts */
    uint16_t head;        /* token */
    uint8_t kind : 7;     /* MentionKind */
    bool aside : 1;       /* it mentions a state only in passing: a narrator's, a place of birth */
    uint8_t n_entities;   /* 1; more for "both sides", "the two countries", "they"; 0 if no entity was found */
    Span span;            /* in the article's text */
    uint32_t entities;    /* first of its numbers in Reading.refs, each an index into Reading.entities */
} Mention;

/* A sentence with its tokens, and what is known of each. */
typedef struct OpenSentence {
    const Sentence *s;
    uint32_t *forms;     /* [token]: lexicon number of the word as written, 0 unknown */
    uint32_t *lemmas;    /* [token]: lexicon number of its lemma */
    uint64_t *hashes;    /* [token]: hash_bytes of its folded lemma, known or not */
    int32_t *mention_at; /* [token]: the mention headed at that token, or -1 */
} OpenSentence;

typedef struct Shelf Shelf;
/* A sentence: as it is, or where it is on the shelf. */
typedef union KeptSentence {
    const OpenSentence *open;
    size_t shelved; /* if it has no tokens */
} KeptSentence;
static inline bool reading_shelves(const Sentence *s) { return !s->tokens && s->n; }

typedef struct Reading {
    const Article *article;
    const Sentence *sentences; /* without tokens, if they are shelved: reading_open */
    size_t n_sentences;
    LangScratch *language; /* for the states that the sentences of a long text are without; set by the caller, borrowed; NULL: these sentences have no events */
    KeptSentence *kept;    /* [sentence] */
    Shelf *shelf;
    Mention *mentions; /* in text order: by sentence, then by head */
    size_t n_mentions;
    Entity *entities;
    size_t n_entities;
    uint32_t *refs;
} Reading;

/* The first mention in a sentence or in a later one. */
static inline size_t reading_first_mention(const Reading *r, uint32_t sentence) { return FIRST_WHERE(i, r->n_mentions, r->mentions[i].sentence >= sentence); }

/* The first sentence that ends after a byte of the text. */
static inline uint32_t reading_sentence_at(const Reading *r, uint32_t at) { return (uint32_t)FIRST_WHERE(i, r->n_sentences, r->sentences[i].span.end > at); }

/* The nth entity of a mention, which has to have so many; the first one, or NULL if it has none. */
static inline const Entity *reading_entity(const Reading *r, const Mention *m, uint32_t nth) { return &r->entities[r->refs[m->entities + nth]]; }
static inline const Entity *reading_who(const Reading *r, const Mention *m) { return m && m->n_entities ? reading_entity(r, m, 0) : NULL; }

/* Whether a byte of the text is in the title. */
static inline bool reading_in_title(const Reading *r, uint32_t at) { return at >= r->article->title.start && at < r->article->title.end; }

/* A sentence with its tokens. If it is shelved they are in `arena`; then only the first sentences are not. */
OpenSentence reading_open(const Reading *r, uint32_t sentence, Arena *arena);

/* Finds all mentions in an article and resolves them, sentence by sentence. `date` is YYYY-MM-DD or "". `out` grows with each. */
typedef struct Resolver Resolver;
Resolver *coref_begin(const Kb *k, const Article *article, const char *date, Arena *arena, Reading *out);
/* The next sentence. `shelve`: its tokens are not kept by the caller. */
void coref_sentence(Resolver *r, const Sentence *s, bool shelve);

/* The same for sentences that are all there. */
void coref_read(const Kb *k, const Article *article, const Sentence *sentences, size_t n_sentences, const char *date, Arena *arena, Reading *out);

/* Resolves one phrase on `date`, in a text with the words `context` ("" for none). If `list` is not NULL, also all candidates, each `taken` or not. */
void who_is_why(const Kb *k, LangScratch *scratch, const char *phrase, const char *date, const char *context, Arena *arena, Entity *out,
                attache_considered **list, size_t *n);
static inline void who_is(const Kb *k, LangScratch *scratch, const char *phrase, const char *date, const char *context, Arena *arena, Entity *out) {
    who_is_why(k, scratch, phrase, date, context, arena, out, NULL, NULL);
}
/* The same of a name that somebody typed, perhaps without its capitals: nigeria. */
void who_is_typed(const Kb *k, LangScratch *scratch, const char *phrase, Arena *arena, Entity *out);

#endif
