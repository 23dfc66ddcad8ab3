/* lang.c - maps and checks a model file, and analyses paragraphs with it. */
#include "base/failure.h"
#include "lang/lang_int.h"

#include <stdlib.h>

extern const char attache_model_start[] __attribute__((visibility("hidden"))), attache_model_end[] __attribute__((visibility("hidden")));


/* ---- opening ---- */

typedef struct Need {
    const Image *image;
    bool bad;
} Need;

/* A section with `want` items, or any number if 0. */
static const void *need(Need *k, const char *name, size_t item, size_t want, size_t *n) {
    size_t count = 0;
    const void *p = image_section(k->image, name, item, &count);
    if (!p || !count || (want && count != want)) k->bad = true;
    if (n) *n = count;
    return p;
}

static bool ends_with_nul(const char *p, size_t n) { return p && n && !p[n - 1]; }

static bool check_shape(const NetShape *s) {
    return s->embed >= 64 && s->embed <= NET_WIDTH_MAX && s->embed % 64 == 0 && s->width >= 64 && s->width <= NET_WIDTH_MAX && s->width % 64 == 0 &&
           s->layers >= 1 && s->layers <= NET_LAYERS_MAX && s->tag_layer >= 1 && s->tag_layer <= s->layers && s->arc && s->arc <= NET_ARC_MAX &&
           s->arc % 32 == 0 && s->label && s->label <= s->width && s->label % 32 == 0 && s->n_tags && s->n_tags <= TAGS_MAX && s->n_words &&
           s->n_words < 1u << 24;
}

/* Slices the maps out of the three sections that contain them all. If bias and scale are within bounds, sums stay far below 2^31 whatever the weights. */
static void open_lins(Language *l, Need *k) {
    const NetShape *s = &l->shape;
    int width = (int)s->width, arc = (int)s->arc, label = (int)s->label;
    int heads[LIN_HEADS][2] = {
        {width, (int)(s->n_tags + 31) / 32 * 32}, {width, arc}, {width, arc}, {width, label}, {width, label}, {label, NET_LABELS}};
    size_t weights = 0, outputs = 0, n_lins = s->layers + LIN_HEADS;
    for (size_t i = 0; i < n_lins; i++) {
        l->lins[i].inputs = !i ? (int)s->embed : i < s->layers ? width : heads[i - s->layers][0];
        l->lins[i].outputs = !i ? ADDS * 4 * width : i < s->layers ? 3 * width : heads[i - s->layers][1];
        weights += (size_t)l->lins[i].inputs * (size_t)l->lins[i].outputs;
        outputs += (size_t)l->lins[i].outputs;
    }
    const int8_t *w = need(k, "net.weights", 1, weights, NULL);
    const int32_t *b = need(k, "net.bias", 4, outputs, NULL);
    const float *f = need(k, "net.scale", 4, outputs, NULL);
    if (k->bad) return;
    for (size_t i = 0; i < outputs; i++) k->bad |= b[i] > 1 << 24 || b[i] < -(1 << 24) || !(f[i] >= 0 && f[i] <= 16);
    for (size_t i = 0; i < n_lins; i++) {
        l->lins[i].weights = w, l->lins[i].bias = b, l->lins[i].scale = f;
        w += (size_t)l->lins[i].inputs * (size_t)l->lins[i].outputs, b += l->lins[i].outputs, f += l->lins[i].outputs;
    }
}

static bool small(const int16_t *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i] > SHORT_MAX || p[i] < -SHORT_MAX) return false;
    return true;
}

static void open_net(Language *l, Need *k) {
    const NetShape *s = need(k, "net.shape", sizeof *s, 1, NULL);
    if (k->bad || !check_shape(s)) {
        k->bad = true;
        return;
    }
    l->shape = *s;
    size_t rows = s->n_words + ROWS_HASHED;
    open_lins(l, k);
    l->embed = need(k, "net.embed", 1, rows * s->embed, NULL);
    l->embed_unit = need(k, "net.unit", 2, rows, NULL);
    l->arc_bias = need(k, "net.arc_bias", 4, DISTANCES, NULL);
    l->arc_root = need(k, "net.arc_root", 1, s->arc, NULL);
    l->label_root = need(k, "net.label_root", 2, s->label, NULL);
    l->label_bias = need(k, "net.label_bias", 2, DISTANCES * s->label, NULL);
    if (k->bad) return;
    k->bad |= !small(l->label_root, s->label) || !small(l->label_bias, DISTANCES * s->label);
    for (size_t i = 0; i < DISTANCES; i++) k->bad |= l->arc_bias[i] > 1 << 28 || l->arc_bias[i] < -(1 << 28);
}

static bool is_power_of_two(size_t n) { return n && !(n & (n - 1)); }

/* Checks, once, all numbers in a model that serve as indices. After that a damaged model can give nonsense but not crash. */
static void open_words(Language *l, Need *k) {
    size_t n_dict, n_lemmas, n_about;
    l->dict = need(k, "lang.dict", sizeof *l->dict, 0, &n_dict);
    l->tags = need(k, "lang.tags", sizeof *l->tags, l->shape.n_tags, NULL);
    l->xpos_names = need(k, "lang.xpos", 8, 0, &l->n_xpos);
    l->lemmas = need(k, "lang.lemmas", sizeof *l->lemmas, 0, &n_lemmas);
    l->strings = need(k, "strings", 1, 0, &l->n_strings);
    const char *about = need(k, "lang.about", 1, 0, &n_about); /* its source and licence */
    if (k->bad) return;
    k->bad |= !is_power_of_two(n_dict) || !is_power_of_two(n_lemmas) || !ends_with_nul(l->strings, l->n_strings) || !ends_with_nul(about, n_about);
    for (size_t i = 0; i < n_dict; i++) k->bad |= l->dict[i].row >= l->shape.n_words;
    for (size_t i = 0; i < l->shape.n_tags; i++) k->bad |= l->tags[i].upos >= UPOS_COUNT || l->tags[i].xpos >= l->n_xpos;
    for (size_t i = 0; i < l->n_xpos; i++) k->bad |= l->xpos_names[i * 8 + 7] != 0;
    for (size_t i = 0; i < n_lemmas; i++) k->bad |= l->lemmas[i].lemma >= l->n_strings;
    l->dict_mask = n_dict - 1;
    l->lemma_mask = n_lemmas - 1;
}

static void find_tag_kinds(Language *l) {
    for (size_t i = 0; i < l->shape.n_tags; i++) {
        const char *xpos = lang_xpos_name(l, l->tags[i].xpos);
        unsigned upos = l->tags[i].upos;
        if (upos == UPOS_NOUN || upos == UPOS_ADJ) l->tag_kinds[i] = TAG_OPEN;
        if (upos == UPOS_NOUN || upos == UPOS_PROPN) l->tag_kinds[i] |= TAG_NOUN;
        if (upos != UPOS_VERB) continue;
        bool finite = !strcmp(xpos, "VBD") || !strcmp(xpos, "VBZ") || !strcmp(xpos, "VBP");
        l->tag_kinds[i] = (uint8_t)(TAG_VERB | (finite ? TAG_FINITE : 0) | (strcmp(xpos, "VBN") ? 0 : TAG_PARTICIPLE));
    }
}

static uint8_t xpos_of(const Language *l, const char *name) {
    for (size_t i = 0; i < l->n_xpos && i < 255; i++)
        if (!strcmp(lang_xpos_name(l, (unsigned)i), name)) return (uint8_t)i;
    return 255;
}

static attache_status open_image(Language *l, const char *where, const Reporter *r) {
    Need k = {&l->image, false};
    open_net(l, &k);
    if (!k.bad) open_words(l, &k);
    if (k.bad) return report(r, ATTACHE_ERR_MODEL, where, "lacks a part of a language model, or has one of the wrong size");
    find_tag_kinds(l);
    for (size_t i = 0; i < l->n_xpos && i < COUNT_OF(l->xpos_feats); i++) l->xpos_feats[i] = lemma_tag_feats(lang_xpos_name(l, (unsigned)i));
    l->xpos_modal = xpos_of(l, "MD"), l->xpos_name = xpos_of(l, "NNP"), l->xpos_plural = xpos_of(l, "NNS"), l->xpos_past = xpos_of(l, "VBD");
    lemma_open(l);
    l->has_bits = true;
    net_set_kernels(l, NULL);
    return ATTACHE_OK;
}

static void open_features(Language *l, const Image *tables) {
    static const FeatureEntry none;
    size_t n, bytes = 0;
    l->features = tables ? image_section(tables, "feature.rows", sizeof none, &n) : NULL;
    l->feature_strings = tables ? image_section(tables, "feature.text", 1, &bytes) : NULL;
    bool good = l->features && is_power_of_two(n) && ends_with_nul(l->feature_strings, bytes);
    for (size_t i = 0; good && i < n; i++) good = l->features[i].text < bytes && l->features[i].upos < UPOS_COUNT;
    if (!good) l->features = &none, n = 1;
    l->feature_mask = n - 1;
    for (size_t i = 0; i < n; i++) l->feature_kinds[l->features[i].upos] |= l->features[i].kind;
}

static void open_tables(Language *l, const Image *tables) {
    static const TokenEntry none;
    size_t n;
    l->token_words = tables ? image_section(tables, "token.words", sizeof none, &n) : NULL;
    if (!l->token_words || !is_power_of_two(n)) l->token_words = &none, n = 1;
    l->token_mask = n - 1;
    for (size_t i = 0; i < n; i++) {
        const TokenEntry *e = &l->token_words[i];
        if (e->key) bits_add(l->token_bits, COUNT_OF(l->token_bits), e->key);
        if (!(e->kinds & TOKEN_FUSED)) continue;
        l->fused_lengths |= 1u << (e->n & 31);
        l->fused_last[e->last] = l->fused_last[e->last & ~0x20] = true; /* also in capitals */
    }
    open_features(l, tables);
}

attache_status lang_open_memory(Language **out, const char *data, size_t size, const Image *tables, const char *where, const Reporter *r) {
    Language *l = base_zalloc(sizeof *l);
    open_tables(l, tables);
    attache_status status = image_open(&l->image, data, size, LANG_MAGIC, LANG_VERSION, where, ATTACHE_ERR_MODEL, r);
    if (status == ATTACHE_OK) status = open_image(l, where, r);
    if (status == ATTACHE_OK)
        *out = l;
    else
        free(l);
    return status;
}

attache_status lang_open(Language **out, const char *path, const Image *tables, const Reporter *r) {
    size_t inside = (size_t)(attache_model_end - attache_model_start);
    if (!path) return lang_open_memory(out, attache_model_start, inside, tables, "the model inside the program", r);
    Language *l = base_zalloc(sizeof *l);
    open_tables(l, tables);
    attache_status status = image_map_file(&l->image, path, LANG_MAGIC, LANG_VERSION, ATTACHE_ERR_MODEL, r);
    if (status == ATTACHE_OK) status = open_image(l, path, r);
    if (status == ATTACHE_OK)
        *out = l;
    else
        lang_close(l);
    return status;
}

void lang_close(Language *l) {
    if (!l) return;
    net_close(l);
    image_close(&l->image);
    free(l);
}

static void free_scratch(void *scratch) { lang_scratch_free(scratch); }

LangScratch *lang_scratch_new(const Language *lang) {
    Cleanup cleanup;
    LangScratch *s = base_zalloc(sizeof *s);
    failure_cleanup(&cleanup, free_scratch, s);
    s->lang = lang;
    s->forms = base_alloc(LANG_SENTENCE_MAX * sizeof *s->forms);
    net_scratch_init(s);
    failure_cleaned(&cleanup);
    return s;
}

void lang_scratch_free(LangScratch *s) {
    if (!s) return;
    net_scratch_free(s);
    free(s->words);
    free(s->forms);
    free(s->break_after);
    free(s);
}

/* ---- analysis ---- */

/* Fills tokens[0, n) from w[0, n); heads count from `first`, the index of tokens[0] in its sentence. */
static void make_tokens(LangScratch *s, const char *text, const Word *w, size_t n, size_t first, Arena *arena, Token *tokens, uint8_t *states) {
    const Language *lang = s->lang;
    net_run(s, text, w, (int)n);
    if (states) memcpy(states, s->x, n * lang->shape.width);
    for (size_t i = 0; i < n; i++) {
        TagInfo tag = lang->tags[s->tag[i]];
        Token *t = &tokens[i];
        *t = (Token){.span = w[i].span, .upos = tag.upos, .xpos = tag.xpos, .mwt = w[i].mwt, .space_after = w[i].space_after};
        t->head = (int16_t)(s->heads[i] == (int)n ? -1 : s->heads[i] + (int)first);
        t->deprel = s->label[i];
    }
    mend_tags(lang, text, tokens, n, first);
    lemma_tokens(lang, s->forms, text, tokens, n, arena);
    mend_tree(lang, text, tokens, n, first);
    for (size_t i = 0; i < n; i++) { /* Voice=Pass, which UD puts on the participle */
        Token *t = &tokens[i];
        if ((t->deprel == DEP_AUX_PASS || t->deprel == DEP_NSUBJ_PASS) && t->head >= 0) tokens[(size_t)t->head - first].feats |= FEAT_PASS;
    }
}

static void make_sentence(LangScratch *s, const char *text, const Word *w, size_t n, Arena *arena, Sentence *out) {
    size_t width = s->lang->shape.width;
    uint8_t *states = w[0].span.start < LANG_KEPT_WITHIN ? arena_alloc(arena, n * width) : NULL;
    *out = (Sentence){.tokens = arena_alloc(arena, n * sizeof *out->tokens),
                      .n = (uint16_t)n,
                      .span = {w[0].span.start, w[n - 1].span.end},
                      .states = states,
                      .width = (uint16_t)width};
    make_tokens(s, text, w, n, 0, arena, out->tokens, states);
}

const uint8_t *lang_states(LangScratch *s, const char *text, const Sentence *sentence, Arena *arena) {
    if (sentence->states || !s) return sentence->states;
    Word words[LANG_SENTENCE_MAX];
    for (uint32_t i = 0; i < sentence->n; i++) {
        const Token *t = &sentence->tokens[i];
        words[i] = (Word){t->span, t->mwt, t->space_after};
    }
    net_run_layers(s, text, words, (int)sentence->n);
    size_t size = (size_t)sentence->n * s->lang->shape.width;
    return memcpy(arena_alloc(arena, size), s->x, size);
}

/* The best place to cut a run of more than `most` words: after a semicolon or comma in its last third, else at the limit. */
static size_t cut_at(const char *text, const Word *w, size_t n, size_t most) {
    if (n <= most) return n;
    for (size_t i = most; i-- > most * 2 / 3;)
        if (w[i].span.end - w[i].span.start == 1 && strchr(";,:", text[w[i].span.start])) return i + 1;
    size_t cut = most;
    while (cut > 1 && w[cut - 1].mwt) cut--; /* words of one token stay together */
    return cut;
}

/* `room` is that of `arena`, or `arena` itself, if all sentences are kept. */
static void analyse_piece(LangScratch *s, const char *text, Span span, Arena *arena, Arena *room, lang_sentence_fn *on_sentence, void *user) {
    enum { TIMES_READ = 4, SHORT = 48 }; /* after finding boundaries inside long runs repeatedly, it uses short runs from there on */
    token_split(s, text, span);
    size_t read = 0;
    for (size_t from = 0, to; from < s->n_words && !arena_spent(arena); from = to) {
        size_t most = read <= TIMES_READ * from + 2 * LANG_SENTENCE_MAX ? LANG_SENTENCE_MAX : SHORT;
        for (to = from; to < s->n_words && to - from < most && !s->break_after[to];) to++;
        if (to < s->n_words) to++;
        to = from + cut_at(text, s->words + from, to - from, most);
        Sentence sentence;
        Arena *place = s->words[from].span.start < LANG_KEPT_WITHIN ? arena : room;
        ArenaMark mark = arena_mark(place);
        make_sentence(s, text, s->words + from, to - from, place, &sentence);
        size_t own = border_find(s->lang, text, s->words + from, sentence.tokens, to - from);
        read += to - from;
        if (own) {
            to = from + own;
            arena_rewind(place, mark);
            make_sentence(s, text, s->words + from, own, place, &sentence);
        }
        on_sentence(&sentence, user);
        if (place != arena) arena_rewind(place, mark);
    }
}

/* The first bytes of a span that is longer than any paragraph, up to a blank. */
static Span piece_of(const char *text, Span span) {
    enum { PIECE_BYTES = 1 << 20, BACK = 4096 };
    if (span.end - span.start <= PIECE_BYTES) return span;
    uint32_t end = span.start + PIECE_BYTES, least = end - BACK;
    while (end > least && text[end] != ' ' && text[end] != '\n') end--;
    for (end = end > least ? end : span.start + PIECE_BYTES; ((unsigned char)text[end] & 0xC0) == 0x80;) end--;
    return (Span){span.start, end};
}

/* Words are kept for one piece at a time, so that a long paragraph needs no memory before its first sentence is read. */
static void analyse(LangScratch *s, const char *text, Span span, Arena *arena, Arena *room, lang_sentence_fn *on_sentence, void *user) {
    while (span.start < span.end && !arena_spent(arena)) {
        Span piece = piece_of(text, span);
        analyse_piece(s, text, piece, arena, room, on_sentence, user);
        span.start = piece.end;
    }
}

void lang_analyse_each(LangScratch *s, const char *text, Span span, Arena *arena, lang_sentence_fn *on_sentence, void *user) {
    analyse(s, text, span, arena, arena->room ? arena->room : arena, on_sentence, user);
}

typedef struct List {
    Arena *arena;
    Sentence **sentences;
    size_t *n, *cap;
} List;

static void add_to_list(const Sentence *s, void *user) {
    List *list = user;
    *VEC_PUSH(list->arena, *list->sentences, *list->n, *list->cap) = *s;
}

void lang_analyse(LangScratch *s, const char *text, Span span, Arena *arena, Sentence **sentences, size_t *n, size_t *cap) {
    List list = {arena, sentences, n, cap};
    analyse(s, text, span, arena, arena, add_to_list, &list);
}

static int root_of(const Token *tokens, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (tokens[i].head < 0) return (int)i;
    return 0;
}

void lang_analyse_words(LangScratch *s, const char *text, const Word *w, size_t n, Arena *arena, Sentence *out) {
    size_t width = s->lang->shape.width;
    uint8_t *states = arena_alloc(arena, n * width);
    *out = (Sentence){.tokens = arena_alloc(arena, n * sizeof *out->tokens),
                      .n = (uint16_t)n,
                      .span = {w[0].span.start, w[n - 1].span.end},
                      .states = states,
                      .width = (uint16_t)width};
    int root = 0;
    for (size_t from = 0, length; from < n; from += length) {
        Token *part = out->tokens + from;
        length = cut_at(text, w + from, n - from, LANG_SENTENCE_MAX);
        make_tokens(s, text, w + from, length, from, arena, part, states + from * width);
        int top = root_of(part, length);
        if (from == 0)
            root = top;
        else
            part[top].head = (int16_t)root, part[top].deprel = DEP_PARATAXIS;
    }
}
