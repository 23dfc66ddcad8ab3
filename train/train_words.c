/* train_words.c - makes the dictionary of known words and the table of irregular lemmas from treebanks. */
#include <stdio.h>
#include <stdlib.h>

#include "train.h"

/* ---- dictionary: words that occur at least twice have a row of their own ---- */

static int by_hash(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void put_word(Trainer *t, uint32_t hash, uint32_t row) {
    DictEntry *e = &t->dict[dict_slot(t->dict, t->dict_mask, hash)];
    if (e->check) base_die("train: too many words");
    *e = (DictEntry){hash | 1, row};
}

static size_t count_words(const GoldList *list) {
    size_t total = 0;
    for (size_t i = 0; i < list->n; i++) total += (size_t)list->list[i].n;
    return total;
}

static size_t hash_words(const GoldList *list, uint32_t *to) {
    size_t n = 0;
    uint32_t found[FEATURES];
    for (size_t i = 0; i < list->n; i++)
        for (int k = 0; k < list->list[i].n; k++) {
            net_features(NULL, list->list[i].forms[k], strlen(list->list[i].forms[k]), false, false, found);
            to[n++] = found[FEATURE_WORD] | 1;
        }
    return n;
}

void train_words_build_dict(Trainer *t) {
    size_t total = count_words(&t->train) + count_words(&t->silver), rows = 1;
    uint32_t *all = base_alloc((total + 1) * sizeof *all);
    size_t n = hash_words(&t->train, all);
    n += hash_words(&t->silver, all + n);
    qsort(all, n, sizeof *all, by_hash);
    for (t->dict_mask = 1023; t->dict_mask < total / 8;) t->dict_mask = t->dict_mask * 2 + 1;
    t->dict = base_zalloc((t->dict_mask + 1) * sizeof *t->dict);
    t->word_count = base_zalloc((total + 1) * sizeof *t->word_count);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && all[end] == all[i];) end++;
        if (end - i < 2) continue;
        t->word_count[rows] = (uint32_t)(end - i);
        put_word(t, all[i], (uint32_t)rows++);
    }
    free(all);
    t->lang.dict = t->dict;
    t->lang.dict_mask = t->dict_mask;
    t->lang.shape.n_words = (uint32_t)rows;
}

/* ---- lemmas ---- */

static bool put_lemma(LemmaTable *m, const char *form, unsigned kind, const char *lemma) {
    uint64_t key = lemma_key(form, strlen(form), kind);
    LemmaEntry *e = &m->slots[lemma_slot(m->slots, m->mask, key)];
    if (e->key) return false;
    *e = (LemmaEntry){key, string_pool_add(&m->strings, slice_of(lemma)), 0};
    if (++m->n * 2 > m->mask) base_die("train: too many lemmas");
    return true;
}

static bool fold_form(const char *form, char out[64]) {
    size_t n = strlen(form) < 56 ? utf8_fold(form, strlen(form), out, 60) : 0;
    out[n] = 0;
    return n > 0;
}

static attache_status put_tables(Trainer *t, LemmaTable *m, const char *dir) {
    Tsv tsv;
    FORWARD_IF_ERROR(tsv_open(&tsv, dir, "irregular.tsv", (const char *[]){"lemma", "pos", "forms"}, 3, &t->reporter));
    while (tsv_next(&tsv)) {
        bool verb = slice_is(tsv.cells[1], "V");
        char *lemma = arena_slice(&t->arena, tsv.cells[0]);
        Slice rest = tsv.cells[2], form;
        if (verb) put_lemma(m, lemma, LEMMA_BASE, lemma);
        while (slice_split(&rest, '|', &form)) put_lemma(m, arena_slice(&t->arena, form), verb ? LEMMA_VERB : LEMMA_NOUN, lemma);
    }
    FORWARD_IF_ERROR(tsv_close(&tsv));
    FORWARD_IF_ERROR(
        tsv_open(&tsv, dir, "frames.tsv", (const char *[]){"trigger", "pos", "pattern", "cameo", "event", "mode", "context"}, 7, &t->reporter));
    while (tsv_next(&tsv)) {
        Slice rest = tsv.cells[0], trigger, word;
        while (slice_is(tsv.cells[1], "V") && slice_split(&rest, '|', &trigger))
            if (slice_split(&trigger, ' ', &word)) put_lemma(m, arena_slice(&t->arena, word), LEMMA_BASE, arena_slice(&t->arena, word));
    }
    return tsv_close(&tsv);
}

/* A form and the lemma given by an annotator. */
typedef struct Use {
    char form[64], lemma[64];
    uint8_t tag, kind;
} Use;

static int by_use(const void *a, const void *b) {
    const Use *x = a, *y = b;
    int order = strcmp(x->form, y->form);
    return order ? order : x->kind != y->kind ? (int)x->kind - (int)y->kind : strcmp(x->lemma, y->lemma);
}

static bool takes_lemma(unsigned upos) { return upos != UPOS_PROPN && upos != UPOS_X && upos != UPOS_SYM && upos != UPOS_PUNCT && upos != UPOS_NUM; }

static Use *collect_uses(Trainer *t, size_t *n) {
    size_t total = 0;
    for (size_t i = 0; i < t->train.n; i++) total += (size_t)t->train.list[i].n;
    Use *uses = base_alloc((total + 1) * sizeof *uses);
    *n = 0;
    for (size_t i = 0; i < t->train.n; i++)
        for (int k = 0; k < t->train.list[i].n && !t->train.list[i].made; k++) {
            const Gold *g = &t->train.list[i];
            Use *u = &uses[*n];
            if (!takes_lemma(t->tags[g->tags[k]].upos) || !fold_form(g->forms[k], u->form) || strlen(g->lemmas[k]) >= sizeof u->lemma ||
                !strcmp(g->lemmas[k], "_"))
                continue;
            snprintf(u->lemma, sizeof u->lemma, "%s", g->lemmas[k]);
            u->tag = g->tags[k];
            u->kind = (uint8_t)lemma_kind(t->tags[u->tag].upos);
            ++*n;
        }
    qsort(uses, *n, sizeof *uses, by_use);
    return uses;
}

/* Verbs of the treebank first, so that rules can lead to them; then what the rules get wrong according to most annotators (a few correct the writer's typing). */
static void put_treebank(Trainer *t, LemmaTable *m) {
    size_t n;
    Use *uses = collect_uses(t, &n);
    char folded[64], rule[80];
    for (size_t i = 0; i < n; i++)
        if (t->tags[uses[i].tag].upos == UPOS_VERB && strlen(uses[i].lemma) > 2 && fold_form(uses[i].lemma, folded))
            put_lemma(m, folded, LEMMA_BASE, folded);
    for (size_t i = 0, end; i < n; i = end) {
        size_t best = i, most = 0;
        for (end = i; end < n && !strcmp(uses[end].form, uses[i].form) && uses[end].kind == uses[i].kind;) {
            size_t same = end;
            while (same < n && !by_use(&uses[same], &uses[end])) same++;
            if (same - end > most) best = end, most = same - end;
            end = same;
        }
        const TagName *tag = &t->tags[uses[best].tag];
        size_t k = lemma_by_rule(&t->lang, uses[i].form, strlen(uses[i].form), tag->upos, tag->xpos, rule);
        rule[k] = 0;
        bool name = uses[best].lemma[0] >= 'A' && uses[best].lemma[0] <= 'Z' && uses[best].lemma[1]; /* a name under another tag */
        if (strcmp(rule, uses[best].lemma) && !name) put_lemma(m, uses[i].form, lemma_kind(tag->upos), uses[best].lemma);
    }
    free(uses);
}

attache_status train_words_build_lemmas(Trainer *t, const char *data_dir) {
    enum { SLOTS = 1 << 15 };
    LemmaTable *m = &t->lemmas;
    *m = (LemmaTable){.mask = SLOTS - 1, .slots = base_zalloc(SLOTS * sizeof *m->slots)};
    string_pool_init(&m->strings);
    FORWARD_IF_ERROR(put_tables(t, m, data_dir));
    t->lang.lemmas = m->slots;
    t->lang.lemma_mask = m->mask;
    put_treebank(t, m);
    return ATTACHE_OK;
}

void train_words_write(const Trainer *t, ImageWriter *w) {
    buf_add(image_writer_section(w, "lang.dict", sizeof *t->dict), t->dict, (t->dict_mask + 1) * sizeof *t->dict);
    buf_add(image_writer_section(w, "lang.lemmas", sizeof *t->lemmas.slots), t->lemmas.slots, (t->lemmas.mask + 1) * sizeof *t->lemmas.slots);
    string_pool_write(&t->lemmas.strings, w);
}
