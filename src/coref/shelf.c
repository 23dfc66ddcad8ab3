/* shelf.c - sentences of a long text in few bytes: tokens, lemmas, numbers of words and mentions, as they are looked at again only one sentence at a time.
 *
 * A word of the text with its lemma is in a table, once; a token is the number of its word, its distance from the token before, its tags and its head, in numbers of
 * 7 bits a byte. All of it belongs to the Reading's arena. */
#include "base/bytes.h"
#include "base/map.h"
#include "base/number.h"
#include "coref/coref_int.h"

typedef struct ShelfWord {
    uint64_t hash;        /* of the lemma */
    uint32_t form, lemma; /* their lexicon numbers */
    uint32_t text;        /* the lemma in Shelf.texts */
    uint16_t n;           /* its length */
} ShelfWord;

struct Shelf {
    Arena *arena;
    ShelfWord *words;
    Bytes texts;
    Map numbers;     /* the number of a word + 1, by its hash (key_of) or the next free key */
    uint32_t *feats; /* the combinations of features so far */
    Bytes bytes;     /* all sentences */
    size_t n_words, cap_words, n_feats;
};

enum { FEATS_MAX = 255 };
enum { HAS_SPACE = 32, HAS_MENTION = 64, HAS_MWT = 128 }; /* in a byte with the part of speech */
enum { NEAR = 3, LENGTH = 63 };                          /* a distance below NEAR and a length below LENGTH share a byte */
enum { TOKEN_BYTES = 48 };                               /* more than any token takes */

Shelf *shelf_new(Arena *arena) {
    Shelf *s = arena_zalloc(arena, sizeof *s);
    s->arena = s->numbers.arena = arena;
    s->feats = arena_alloc(arena, FEATS_MAX * sizeof *s->feats);
    return s;
}

/* ---- a sentence with its tokens ---- */

OpenSentence open_sentence_new(const Sentence *s, Arena *arena) {
    OpenSentence o = {.s = s};
    o.forms = arena_alloc(arena, (s->n + 1) * sizeof *o.forms);
    o.lemmas = arena_alloc(arena, (s->n + 1) * sizeof *o.lemmas);
    o.hashes = arena_alloc(arena, (s->n + 1) * sizeof *o.hashes);
    o.mention_at = arena_alloc(arena, (s->n + 1) * sizeof *o.mention_at);
    return o;
}

/* ---- numbers ---- */

/* Signed numbers as unsigned ones that are small near 0. */
static uint32_t folded(int32_t v) { return (uint32_t)v << 1 ^ (uint32_t)-(v < 0); }
static int32_t unfolded(uint32_t v) { return (int32_t)(v >> 1 ^ (uint32_t)-(int32_t)(v & 1)); }

/* ---- words ---- */

static uint64_t key_of(const ShelfWord *w) { return hash_mix(w->hash, (uint64_t)w->form << 32 | w->lemma); }

static uint32_t number_of(Shelf *s, ShelfWord word, const char *lemma) {
    uint64_t key = key_of(&word), number;
    for (; (number = map_get(&s->numbers, key)); key++) {
        const ShelfWord *w = &s->words[number - 1];
        bool same = w->hash == word.hash && w->form == word.form && w->lemma == word.lemma && w->n == word.n;
        if (same && !memcmp(s->texts.p + w->text, lemma, w->n)) return (uint32_t)number - 1;
    }
    word.text = (uint32_t)s->texts.n;
    bytes_add(s->arena, &s->texts, lemma, word.n);
    bytes_add(s->arena, &s->texts, "", 1);
    *VEC_PUSH(s->arena, s->words, s->n_words, s->cap_words) = word;
    *map_put(&s->numbers, key) = s->n_words;
    return (uint32_t)s->n_words - 1;
}

/* ---- tokens ---- */

static void put_feats(Shelf *s, uint8_t **p, uint32_t feats) {
    size_t i = 0;
    while (i < s->n_feats && s->feats[i] != feats) i++;
    if (i == s->n_feats && i < FEATS_MAX) s->feats[s->n_feats++] = feats;
    *(*p)++ = (uint8_t)i;
    if (i == FEATS_MAX) number_put(p, feats);
}

static uint32_t take_feats(const Shelf *s, const uint8_t **p) {
    uint8_t i = *(*p)++;
    return i < FEATS_MAX ? s->feats[i] : number_take(p);
}

static void put_token(Shelf *s, uint8_t **p, const OpenSentence *o, uint32_t t, uint32_t before, uint32_t first_mention) {
    const Token *k = &o->s->tokens[t];
    uint32_t n = k->span.end - k->span.start, distance = k->span.start - before;
    bool mention = o->mention_at[t] >= 0, near = distance < NEAR && n < LENGTH;
    number_put(p, number_of(s, (ShelfWord){.hash = o->hashes[t], .form = o->forms[t], .lemma = o->lemmas[t], .n = k->lemma_len}, k->lemma));
    *(*p)++ = (uint8_t)(near ? distance << 6 | n : NEAR << 6);
    if (!near) number_put(p, folded((int32_t)distance)), number_put(p, n);
    *(*p)++ = (uint8_t)(k->upos | (k->space_after ? HAS_SPACE : 0) | (mention ? HAS_MENTION : 0) | (k->mwt ? HAS_MWT : 0));
    *(*p)++ = k->xpos;
    *(*p)++ = k->deprel;
    number_put(p, folded(k->head - (int32_t)t));
    put_feats(s, p, k->feats);
    if (mention) number_put(p, (uint32_t)o->mention_at[t] - first_mention);
    if (k->mwt) *(*p)++ = k->mwt;
}

static void take_token(const Shelf *s, const uint8_t **p, OpenSentence *o, uint32_t t, uint32_t before, uint32_t first_mention, Token *k) {
    const ShelfWord *w = &s->words[number_take(p)];
    uint32_t shape = *(*p)++, distance = shape >> 6, n = shape & LENGTH;
    if (distance == NEAR) distance = (uint32_t)unfolded(number_take(p)), n = number_take(p);
    uint8_t has = *(*p)++;
    k->span = (Span){before + distance, before + distance + n};
    k->lemma = (const char *)s->texts.p + w->text, k->lemma_len = w->n;
    k->upos = has & (HAS_SPACE - 1), k->space_after = has & HAS_SPACE;
    k->xpos = *(*p)++;
    k->deprel = *(*p)++;
    k->head = (int16_t)(unfolded(number_take(p)) + (int32_t)t);
    k->feats = take_feats(s, p);
    o->forms[t] = w->form, o->lemmas[t] = w->lemma, o->hashes[t] = w->hash;
    o->mention_at[t] = has & HAS_MENTION ? (int32_t)(number_take(p) + first_mention) : -1;
    k->mwt = has & HAS_MWT ? *(*p)++ : 0;
}

size_t shelf_put(Shelf *s, const OpenSentence *o, uint32_t first_mention) {
    uint8_t bytes[LANG_SENTENCE_MAX * TOKEN_BYTES], *p = bytes;
    number_put(&p, first_mention);
    for (uint32_t t = 0, before = o->s->span.start; t < o->s->n; before = o->s->tokens[t++].span.end) put_token(s, &p, o, t, before, first_mention);
    size_t at = s->bytes.n;
    bytes_add(s->arena, &s->bytes, bytes, (size_t)(p - bytes));
    return at;
}

OpenSentence shelf_take(const Shelf *s, size_t at, const Sentence *sentence, Arena *arena) {
    const uint8_t *from = s->bytes.p + at;
    uint32_t n = sentence->n, first_mention = number_take(&from);
    Sentence *own = arena_alloc(arena, sizeof *own);
    Token *tokens = arena_alloc(arena, n * sizeof *tokens);
    *own = *sentence;
    own->tokens = tokens;
    OpenSentence out = open_sentence_new(own, arena);
    for (uint32_t t = 0, before = sentence->span.start; t < n; before = tokens[t++].span.end) take_token(s, &from, &out, t, before, first_mention, &tokens[t]);
    return out;
}
