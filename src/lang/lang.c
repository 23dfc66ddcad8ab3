/* lang.c - a model file mapped and checked, paragraphs analysed with it, sentences written as CoNLL-U. */
#include "lang/lang_int.h"

#include <stdlib.h>

extern const char attache_model_start[] __attribute__((visibility("hidden"))), attache_model_end[] __attribute__((visibility("hidden")));

/* ---- names ---- */

static const char *const upos_names[UPOS_COUNT] = {"X",   "ADJ",  "ADP",  "ADV",   "AUX",   "CCONJ", "DET", "INTJ", "NOUN",
                                                   "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB"};
static const char *const deprel_names[DEP_COUNT] = {
    "dep",       "root",        "nsubj",        "obj",        "iobj",       "csubj",        "ccomp",     "xcomp",     "obl",
    "vocative",  "expl",        "dislocated",   "advcl",      "advmod",     "discourse",    "aux",       "cop",       "mark",
    "nmod",      "appos",       "nummod",       "acl",        "amod",       "det",          "clf",       "case",      "conj",
    "cc",        "fixed",       "flat",         "list",       "parataxis",  "compound",     "orphan",    "goeswith",  "reparandum",
    "punct",     "nsubj:pass",  "csubj:pass",   "aux:pass",   "obl:agent",  "obl:unmarked", "nmod:poss", "nmod:desc", "nmod:unmarked",
    "acl:relcl", "advcl:relcl", "compound:prt", "cc:preconj", "det:predet", "nsubj:outer"};

const char *lang_upos_name(unsigned upos) { return upos < UPOS_COUNT ? upos_names[upos] : "X"; }
const char *lang_deprel_name(unsigned d) { return d < DEP_COUNT ? deprel_names[d] : "dep"; }
const char *lang_xpos_name(const Language *lang, unsigned xpos) { return xpos < lang->n_xpos ? lang->xpos_names + (size_t)xpos * 8 : "_"; }
const char *lang_about(const Language *lang) { return lang->about; }

/* ---- opening ---- */

static const void *need(const Image *im, const char *name, size_t size, size_t want, size_t *n, bool *bad) {
    const void *p = image_section(im, name, size, n);
    if (!p || (want && *n != want)) *bad = true;
    return p;
}

static bool ends_with_nul(const char *p, size_t n) { return p && n && !p[n - 1]; }

/* All numbers in a model that are used as indices are checked here, once; after that a damaged model can say nonsense but not crash. */
static bool check(const Language *l, size_t n_lemmas) {
    if (!l->n_tags || l->n_tags > TAGS_MAX || !n_lemmas || n_lemmas & (n_lemmas - 1)) return false;
    for (size_t i = 0; i < l->n_tags; i++)
        if (l->tags[i].upos >= UPOS_COUNT || l->tags[i].xpos >= l->n_xpos) return false;
    for (size_t i = 0; i < (size_t)1 << DICT_BITS; i++)
        if (l->dict[i].check && l->dict[i].tag >= l->n_tags) return false;
    for (size_t i = 0; i < l->n_xpos; i++)
        if (l->xpos_names[i * 8 + 7]) return false;
    for (size_t i = 0; i < n_lemmas; i++)
        if (l->lemmas[i].lemma >= l->n_strings) return false;
    return true;
}

static void find_finite(Language *l) {
    l->past = 255;
    for (size_t i = 0; i < l->n_tags; i++) {
        const char *xpos = l->xpos_names + (size_t)l->tags[i].xpos * 8;
        l->finite[i] = !strcmp(xpos, "VBD") || !strcmp(xpos, "VBZ") || !strcmp(xpos, "VBP") || !strcmp(xpos, "MD");
        if (l->tags[i].upos == UPOS_VERB && !strcmp(xpos, "VBD")) l->past = (uint8_t)i;
    }
}

static attache_status open_image(Language *l, const char *where, const Reporter *r) {
    size_t n, n_lemmas = 0, n_about = 0;
    bool bad = false;
    l->tags = need(&l->image, "lang.tags", sizeof *l->tags, 0, &l->n_tags, &bad);
    l->xpos_names = need(&l->image, "lang.xpos", 8, 0, &l->n_xpos, &bad);
    l->tag_weights = need(&l->image, "lang.tag_w", TAG_STRIDE, (size_t)1 << TAG_BITS, &n, &bad);
    l->move_weights = need(&l->image, "lang.move_w", MOVE_STRIDE, (size_t)1 << MOVE_BITS, &n, &bad);
    l->label_weights = need(&l->image, "lang.label_w", LABEL_STRIDE, (size_t)1 << LABEL_BITS, &n, &bad);
    l->dict = need(&l->image, "lang.dict", sizeof *l->dict, (size_t)1 << DICT_BITS, &n, &bad);
    l->lemmas = need(&l->image, "lang.lemmas", sizeof *l->lemmas, 0, &n_lemmas, &bad);
    l->strings = need(&l->image, "strings", 1, 0, &l->n_strings, &bad);
    l->about = need(&l->image, "lang.about", 1, 0, &n_about, &bad);
    if (!bad) bad = !ends_with_nul(l->strings, l->n_strings) || !ends_with_nul(l->about, n_about) || !check(l, n_lemmas);
    l->lemma_mask = n_lemmas - 1;
    if (!bad) find_finite(l);
    return bad ? report(r, ATTACHE_ERR_MODEL, where, "lacks a part of a language model, or has one of the wrong size") : ATTACHE_OK;
}

attache_status lang_open_memory(Language **out, const char *data, size_t size, const char *where, const Reporter *r) {
    Language *l = base_zalloc(sizeof *l);
    attache_status status = image_open(&l->image, data, size, LANG_MAGIC, LANG_VERSION, where, ATTACHE_ERR_MODEL, r);
    if (status == ATTACHE_OK) status = open_image(l, where, r);
    if (status == ATTACHE_OK)
        *out = l;
    else
        free(l);
    return status;
}

attache_status lang_open(Language **out, const char *path, const Reporter *r) {
    if (!path)
        return lang_open_memory(out, attache_model_start, (size_t)(attache_model_end - attache_model_start), "the model inside the program", r);
    Language *l = base_zalloc(sizeof *l);
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
    image_close(&l->image);
    free(l);
}

LangScratch *lang_scratch_new(const Language *lang) {
    LangScratch *s = base_zalloc(sizeof *s);
    s->lang = lang;
    return s;
}

void lang_scratch_free(LangScratch *s) {
    if (!s) return;
    free(s->words);
    free(s->break_after);
    free(s);
}

/* ---- analysis ---- */

/* A sentence that ends with a full stop has a finite verb. Where the tagger found none, an adjective or noun in -ed behind another word is it: "Rebels kidnapped two
 * engineers". */
static void need_verb(const Language *lang, const char *text, Word *w, size_t n) {
    if (n < 4 || lang->past == 255 || text[w[n - 1].span.start] != '.') return;
    for (size_t i = 0; i < n; i++)
        if (lang->finite[w[i].tag]) return;
    for (size_t i = 1; i + 1 < n; i++) {
        unsigned upos = lang->tags[w[i].tag].upos;
        uint32_t end = w[i].span.end;
        bool past = end - w[i].span.start > 4 && text[end - 1] == 'd' && text[end - 2] == 'e', lower = text[w[i].span.start] >= 'a';
        if (!past || !lower || (upos != UPOS_ADJ && upos != UPOS_NOUN && upos != UPOS_VERB)) continue;
        w[i].tag = lang->past;
        return;
    }
}

static void make_sentence(const Language *lang, const char *text, Word *w, size_t n, Arena *arena, Sentence *out) {
    ParseState p;
    bool loud = token_is_loud(text, w, n);
    for (size_t i = 0; i < n; i++) token_hashes(lang, text, &w[i], i == 0, loud);
    tag_sentence(lang, w, n);
    need_verb(lang, text, w, n);
    parse_sentence(lang, w, (int)n, &p);
    *out = (Sentence){.tokens = arena_alloc(arena, n * sizeof *out->tokens), .n = (uint32_t)n, .span = {w[0].span.start, w[n - 1].span.end}};
    for (size_t i = 0; i < n; i++) {
        TagInfo tag = lang->tags[w[i].tag];
        Token *t = &out->tokens[i];
        *t = (Token){.span = w[i].span, .upos = tag.upos, .xpos = tag.xpos, .mwt = w[i].mwt, .space_after = w[i].space_after};
        t->head = (int16_t)(p.head[i] == ROOT ? -1 : p.head[i]);
        t->deprel = p.label[i];
        lemma_token(lang, text, t, arena);
    }
    for (size_t i = 0; i < n; i++) { /* Voice=Pass, as UD has it on the participle */
        Token *t = &out->tokens[i];
        if ((t->deprel == DEP_AUX_PASS || t->deprel == DEP_NSUBJ_PASS) && t->head >= 0) out->tokens[t->head].feats |= FEAT_PASS;
    }
}

/* The best place to cut a run that is too long: behind a semicolon or comma in its last third, else at the limit. */
static size_t cut_at(const char *text, const Word *w, size_t n) {
    if (n <= LANG_SENTENCE_MAX) return n;
    for (size_t i = LANG_SENTENCE_MAX; i-- > LANG_SENTENCE_MAX * 2 / 3;)
        if (w[i].span.end - w[i].span.start == 1 && strchr(";,:", text[w[i].span.start])) return i + 1;
    size_t cut = LANG_SENTENCE_MAX;
    while (cut > 1 && w[cut - 1].mwt) cut--; /* words of one token stay together */
    return cut;
}

void lang_analyse(const Language *lang, LangScratch *s, const char *text, Span span, Arena *arena, Sentence **sentences, size_t *n, size_t *cap) {
    token_split(s, text, span);
    for (size_t from = 0, to; from < s->n_words; from = to) {
        for (to = from; to < s->n_words && !s->break_after[to];) to++;
        if (to < s->n_words) to++;
        to = from + cut_at(text, s->words + from, to - from);
        make_sentence(lang, text, s->words + from, to - from, arena, VEC_PUSH(arena, *sentences, *n, *cap));
    }
}

/* ---- CoNLL-U ---- */

static void write_form(const char *text, Span span, Buf *out) { /* no tabs, breaks or blanks within a column */
    for (uint32_t i = span.start; i < span.end; i++) buf_char(out, (unsigned char)text[i] <= ' ' ? '_' : text[i]);
}

static void write_feats(const Token *t, Buf *out) {
    static const struct {
        uint32_t feat;
        const char *name;
    } names[] = {{FEAT_FEM, "Gender=Fem"},   {FEAT_MASC, "Gender=Masc"}, {FEAT_SING, "Number=Sing"},   {FEAT_PLUR, "Number=Plur"},
                 {FEAT_1ST, "Person=1"},     {FEAT_2ND, "Person=2"},     {FEAT_3RD, "Person=3"},       {FEAT_NEG, "Polarity=Neg"},
                 {FEAT_POSS, "Poss=Yes"},    {FEAT_PAST, "Tense=Past"},  {FEAT_PRES, "Tense=Pres"},    {FEAT_FIN, "VerbForm=Fin"},
                 {FEAT_GER, "VerbForm=Ger"}, {FEAT_INF, "VerbForm=Inf"}, {FEAT_PART, "VerbForm=Part"}, {FEAT_PASS, "Voice=Pass"}};
    bool any = false, form = false;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        bool is_form = !strncmp(names[i].name, "VerbForm", 8);
        if (!(t->feats & names[i].feat) || (is_form && form)) continue;
        buf_printf(out, "%s%s", any ? "|" : "", names[i].name);
        any = true;
        form |= is_form;
    }
    if (!any) buf_char(out, '_');
}

void lang_write_conllu(const Language *lang, const char *text, const Sentence *s, uint32_t id, Buf *out) {
    buf_printf(out, "# sent_id = %u\n# text = ", id);
    for (uint32_t i = s->span.start; i < s->span.end; i++) buf_char(out, (unsigned char)text[i] < ' ' ? ' ' : text[i]);
    buf_char(out, '\n');
    for (uint32_t i = 0; i < s->n; i++) {
        const Token *t = &s->tokens[i];
        uint32_t last = i + (t->mwt > 1 ? t->mwt - 1u : 0);
        if (t->mwt > 1 && last < s->n) {
            buf_printf(out, "%u-%u\t", i + 1, last + 1);
            write_form(text, (Span){t->span.start, s->tokens[last].span.end}, out);
            buf_printf(out, "\t_\t_\t_\t_\t_\t_\t_\t%s\n", s->tokens[last].space_after ? "_" : "SpaceAfter=No");
        }
        bool inside = t->mwt > 1 || (i && s->tokens[i - 1].mwt > 1) || (i > 1 && s->tokens[i - 2].mwt > 2);
        buf_printf(out, "%u\t", i + 1);
        write_form(text, t->span, out);
        buf_char(out, '\t');
        for (const char *p = t->lemma; *p; p++) buf_char(out, (unsigned char)*p <= ' ' ? '_' : *p);
        buf_printf(out, "\t%s\t%s\t", lang_upos_name(t->upos), lang_xpos_name(lang, t->xpos));
        write_feats(t, out);
        buf_printf(out, "\t%d\t%s\t_\t%s\n", t->head + 1, lang_deprel_name(t->deprel),
                   t->space_after || inside || i + 1 == s->n ? "_" : "SpaceAfter=No");
    }
    buf_char(out, '\n');
}
