/* train.c - treebanks in, a language model out.
 *
 *     build/train [--epochs N] [--rounds N] [--seed N] [--about TEXT] DATA_DIR OUT TRAIN.conllu...
 *
 * Trains the tagger and the parser of src/lang/ on CoNLL-U files (universaldependencies.org/format), the parser on tags that a tagger gave which had not seen the
 * sentence (five folds). Part of the sentences come a second time in lower case, in capitals, without their last mark, or like a headline without articles, so
 * that such text does not break the model. DATA_DIR holds irregular.tsv and frames.tsv, whose verbs the lemmatizer shall know. One thread; the same bytes for
 * the same seed, data and version. A broken line is reported as FILE:LINE. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/lexicon.h"
#include "base/tsv.h"
#include "lang/lang_int.h"
#include "train.h"

typedef struct Gold {
    Word *words;
    char **forms;
    char **lemmas;
    uint8_t *tags, *labels;
    int16_t *heads;
    int n;
    bool copy; /* made noisy: not for the lemma table */
} Gold;

typedef struct TagName {
    char xpos[8];
    uint8_t upos;
    size_t count;
} TagName;

typedef struct Trainer {
    Arena arena;
    Gold *list;
    size_t n, cap;
    TagName tags[512];
    size_t n_tags;
    unsigned epochs, rounds;
    uint64_t seed;
    const char *about;
    DictEntry *dict;
    Language lang; /* as far as it has been built: dictionary and verbs */
    Reporter reporter;
} Trainer;

static uint64_t next_random(Trainer *t) { return t->seed = hash_mix(t->seed, 0x2545F4914F6CDD1Du); }
static double uniform(Trainer *t) { return (double)(next_random(t) >> 11) / 9007199254740992.0; }

/* ---- reading CoNLL-U ---- */

static unsigned upos_of(const char *name) {
    for (unsigned u = 0; u < UPOS_COUNT; u++)
        if (!strcmp(lang_upos_name(u), name)) return u;
    return UPOS_COUNT;
}

static unsigned deprel_of(const char *name) {
    char base[32];
    for (unsigned d = 0; d < DEP_COUNT; d++)
        if (!strcmp(lang_deprel_name(d), name)) return d;
    snprintf(base, sizeof base, "%.*s", (int)strcspn(name, ":"), name);
    return strcmp(base, name) ? deprel_of(base) : DEP_COUNT;
}

static uint16_t tag_of(Trainer *t, unsigned upos, const char *xpos) {
    for (size_t i = 0; i < t->n_tags; i++)
        if (t->tags[i].upos == upos && !strcmp(t->tags[i].xpos, xpos)) return t->tags[i].count++, (uint16_t)i;
    if (t->n_tags == COUNT_OF(t->tags)) base_die("train: too many tags");
    t->tags[t->n_tags] = (TagName){.upos = (uint8_t)upos, .count = 1};
    snprintf(t->tags[t->n_tags].xpos, 8, "%.7s", xpos);
    return (uint16_t)t->n_tags++;
}

typedef struct Row {
    char *form, *lemma;
    uint16_t tag;
    uint8_t label;
    int16_t head;
} Row;

/* One word line into *row; NULL, or what is wrong with it. */
static const char *read_row(Trainer *t, char *line, int number, Row *row) {
    char *cells[10], *save = NULL;
    size_t n = 0;
    for (char *c = strtok_r(line, "\t", &save); c && n < 10; c = strtok_r(NULL, "\t", &save)) cells[n++] = c;
    if (n != 10) return "has not ten columns";
    if (atoi(cells[0]) != number) return "has a word number out of turn";
    unsigned upos = upos_of(cells[3]), label = deprel_of(cells[7]);
    if (upos == UPOS_COUNT) return "has an unknown UPOS";
    if (label == DEP_COUNT) return "has an unknown relation";
    if (!isdigit((unsigned char)cells[6][0])) return "has no head";
    *row = (Row){arena_copy(&t->arena, cells[1], strlen(cells[1])), arena_copy(&t->arena, cells[2], strlen(cells[2])), tag_of(t, upos, cells[4]),
                 (uint8_t)label, (int16_t)atoi(cells[6])};
    return NULL;
}

static void add_sentence(Trainer *t, const Row *rows, int n, bool copy) {
    Gold *g = VEC_PUSH(&t->arena, t->list, t->n, t->cap);
    *g = (Gold){.n = n, .copy = copy};
    g->words = arena_zalloc(&t->arena, (size_t)n * sizeof *g->words);
    g->forms = arena_alloc(&t->arena, (size_t)n * sizeof *g->forms);
    g->lemmas = arena_alloc(&t->arena, (size_t)n * sizeof *g->lemmas);
    g->tags = arena_alloc(&t->arena, (size_t)n);
    g->labels = arena_alloc(&t->arena, (size_t)n);
    g->heads = arena_alloc(&t->arena, (size_t)n * sizeof *g->heads);
    for (int i = 0; i < n; i++) {
        g->forms[i] = rows[i].form;
        g->lemmas[i] = rows[i].lemma;
        g->tags[i] = (uint8_t)rows[i].tag;
        g->labels[i] = rows[i].label;
        g->heads[i] = (int16_t)(rows[i].head ? rows[i].head - 1 : ROOT);
    }
}

static attache_status read_treebank(Trainer *t, const char *path) {
    FILE *f = fopen(path, "r");
    if (!f) return report(&t->reporter, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    Row rows[LANG_SENTENCE_MAX];
    char *line = NULL, where[600];
    size_t cap = 0, number = 0;
    int n = 0;
    const char *wrong = NULL;
    while (!wrong && getline(&line, &cap, f) >= 0) {
        number++;
        line[strcspn(line, "\r\n")] = 0;
        if (!line[0]) {
            for (int i = 0; i < n && !wrong; i++)
                if (rows[i].head > n || rows[i].head == i + 1) wrong = "ends a sentence with a head outside it";
            if (n && n < LANG_SENTENCE_MAX && !wrong) add_sentence(t, rows, n, false);
            n = 0;
        } else if (line[0] != '#' && !strpbrk(line, "\t")) {
            wrong = "is neither a comment nor a word";
        } else if (line[0] != '#' && line[strspn(line, "0123456789")] == '\t' && n < LANG_SENTENCE_MAX) {
            wrong = read_row(t, line, n + 1, &rows[n]);
            n++;
        }
    }
    free(line);
    fclose(f);
    snprintf(where, sizeof where, "%s:%zu", path, number);
    return wrong ? report(&t->reporter, ATTACHE_ERR_FORMAT, where, "%s", wrong) : ATTACHE_OK;
}

/* Only so many tags fit: the rarest become the commonest of their UPOS. */
static void prune_tags(Trainer *t) {
    uint8_t to[512];
    TagName kept[512];
    size_t n = 0;
    for (size_t i = 0; i < t->n_tags; i++)
        if (t->tags[i].count >= 4 && n < TAGS_MAX)
            to[i] = (uint8_t)n, kept[n++] = t->tags[i];
        else
            to[i] = 255;
    for (size_t i = 0; i < t->n_tags; i++) {
        size_t best = 0, most = 0;
        for (size_t k = 0; k < n && to[i] == 255; k++)
            if (kept[k].upos == t->tags[i].upos && kept[k].count > most) best = k, most = kept[k].count;
        if (to[i] == 255) to[i] = (uint8_t)best;
    }
    for (size_t i = 0; i < t->n; i++)
        for (int k = 0; k < t->list[i].n; k++) t->list[i].tags[k] = to[t->list[i].tags[k]];
    memcpy(t->tags, kept, sizeof kept);
    t->n_tags = n;
}

/* ---- noise ---- */

static char *change_case(Trainer *t, const char *s, int (*how)(int)) {
    char *out = arena_copy(&t->arena, s, strlen(s));
    for (char *p = out; *p; p++) *p = (char)((unsigned char)*p < 0x80 ? how((unsigned char)*p) : *p);
    return out;
}

static bool has_children(const Gold *g, int i) {
    for (int k = 0; k < g->n; k++)
        if (g->heads[k] == i) return true;
    return false;
}

/* A copy without the words that `drop` names. */
static void add_without(Trainer *t, const Gold *g, const bool *drop) {
    Row rows[LANG_SENTENCE_MAX];
    int to[LANG_SENTENCE_MAX], n = 0;
    for (int i = 0; i < g->n; i++) to[i] = drop[i] ? -1 : n++;
    for (int i = 0; i < g->n; i++) {
        if (drop[i]) continue;
        int h = g->heads[i] == ROOT ? 0 : to[g->heads[i]] + 1;
        rows[to[i]] = (Row){g->forms[i], g->lemmas[i], g->tags[i], g->labels[i], (int16_t)h};
    }
    if (n) add_sentence(t, rows, n, true);
}

/* "Kazakhstan and India" as headlines have it: "Kazakhstan, India". */
static void join_by_comma(Trainer *t, Gold *g) {
    uint8_t comma = 0;
    for (size_t i = 0; i < t->n_tags; i++)
        if (t->tags[i].upos == UPOS_PUNCT && !strcmp(t->tags[i].xpos, ",")) comma = (uint8_t)i;
    for (int k = 1; k + 1 < g->n; k++) {
        bool names = g->labels[k] == DEP_CC && g->heads[k] > k && g->heads[k] < g->n && g->labels[g->heads[k]] == DEP_CONJ &&
                     t->tags[g->tags[k - 1]].upos == UPOS_PROPN && t->tags[g->tags[g->heads[k]]].upos == UPOS_PROPN;
        if (!names) continue;
        g->forms[k] = ",";
        g->tags[k] = comma;
        g->labels[k] = DEP_PUNCT;
    }
}

static void add_noise(Trainer *t) {
    size_t n = t->n;
    for (size_t i = 0; i < n; i++) {
        double u = uniform(t);
        bool drop[LANG_SENTENCE_MAX] = {0};
        Gold g = t->list[i];
        if (u > 0.30) continue;
        bool mark = !has_children(&g, g.n - 1) && g.labels[g.n - 1] == DEP_PUNCT;
        if (u > 0.12) drop[g.n - 1] = mark;
        if (u > 0.18) /* a headline has neither articles nor auxiliaries */
            for (int k = 0; k < g.n; k++)
                drop[k] |= (g.labels[k] == DEP_DET || g.labels[k] == DEP_AUX || g.labels[k] == DEP_AUX_PASS) && !has_children(&g, k) &&
                           strlen(g.forms[k]) < 5;
        add_without(t, &g, drop);
        if (u > 0.18) join_by_comma(t, &t->list[t->n - 1]);
        Gold *copy = &t->list[t->n - 1];
        for (int k = 0; k < copy->n && u <= 0.12; k++) copy->forms[k] = change_case(t, copy->forms[k], u < 0.07 ? tolower : toupper);
    }
}

/* Sentences as news writes them, a share of the treebanks' own number. */
static attache_status add_news(Trainer *t, const char *dir) {
    enum { SHARE = 5 };
    News *news;
    size_t n = t->n / SHARE;
    FORWARD_IF_ERROR(news_open(&news, dir, &t->arena, &t->reporter));
    for (size_t i = 0; i < n; i++) {
        Made made[MADE_MAX];
        Row rows[MADE_MAX];
        int words = news_make(news, next_random(t), made);
        for (int k = 0; k < words; k++) {
            size_t tag = 0;
            while (tag < t->n_tags && (t->tags[tag].upos != made[k].upos || strcmp(t->tags[tag].xpos, made[k].xpos))) tag++;
            rows[k] = (Row){(char *)(uintptr_t)made[k].form, (char *)(uintptr_t)made[k].lemma, (uint16_t)(tag < t->n_tags ? tag : 0), made[k].label,
                            made[k].head};
        }
        add_sentence(t, rows, words, true);
    }
    return ATTACHE_OK;
}

/* ---- words ---- */

static uint32_t hash_word(Trainer *t, const char *form) {
    Word w = {.span = {0, (uint32_t)strlen(form)}};
    (void)t;
    token_hashes(NULL, form, &w, false, false);
    return w.lower;
}

typedef struct Count {
    uint32_t lower;
    uint8_t tag;
} Count;

static int by_count(const void *a, const void *b) {
    const Count *x = a, *y = b;
    if (x->lower != y->lower) return x->lower < y->lower ? -1 : 1;
    return (int)x->tag - (int)y->tag;
}

/* A word that is there already stays as it is. */
static void put_dict(Trainer *t, uint32_t lower, uint8_t tag, bool sure) {
    for (uint32_t i = mix32(lower, 77) >> (32 - DICT_BITS), steps = 0; steps < 64; i = (i + 1) & ((1u << DICT_BITS) - 1), steps++) {
        if (t->dict[i].check == (lower | 1)) return;
        if (!t->dict[i].check) {
            t->dict[i] = (DictEntry){lower | 1, tag, sure, {0}};
            return;
        }
    }
}

/* ---- words that the treebanks lack and the tables have: what they are for the tagger ---- */

static void put_word(Trainer *t, const char *form, unsigned upos, const char *xpos) {
    for (size_t i = 0; i < t->n_tags; i++)
        if (t->tags[i].upos == upos && !strcmp(t->tags[i].xpos, xpos)) {
            put_dict(t, hash_word(t, form), (uint8_t)i, false);
            return;
        }
}

static void put_inflected(Trainer *t, const char *base, const char *ending, unsigned upos, const char *xpos) {
    char form[96];
    size_t n = strlen(base);
    bool e = n > 2 && base[n - 1] == 'e' && ending[0] != 's', y = n > 2 && base[n - 1] == 'y' && !strchr("aeiou", base[n - 2]) && ending[0] != 'i';
    bool hiss = ending[0] == 's' && (base[n - 1] == 's' || base[n - 1] == 'x' || (n > 2 && base[n - 1] == 'h' && strchr("cs", base[n - 2])));
    snprintf(form, sizeof form, "%.*s%s%s", (int)(n - (e || y)), base, y ? (ending[0] == 's' ? "ie" : "i") : hiss ? "e" : "", ending);
    put_word(t, form, upos, xpos);
}

static void put_verb(Trainer *t, const char *base) {
    put_word(t, base, UPOS_VERB, "VB");
    put_inflected(t, base, "s", UPOS_VERB, "VBZ");
    put_inflected(t, base, "ed", UPOS_VERB, "VBD");
    put_inflected(t, base, "ing", UPOS_VERB, "VBG");
}

static void put_noun(Trainer *t, const char *base) {
    put_word(t, base, UPOS_NOUN, "NN");
    put_inflected(t, base, "s", UPOS_NOUN, "NNS");
}

/* The single words of a cell. */
static void put_cell(Trainer *t, Slice cell, unsigned upos, const char *xpos) {
    Slice word;
    while (slice_split(&cell, '|', &word))
        if (!memchr(word.p, ' ', word.n) && word.n < 60) put_word(t, arena_slice(&t->arena, word), upos, xpos);
}

/* The last word of each name: people are known by it. */
static void put_last_names(Trainer *t, Slice cell) {
    Slice name;
    while (slice_split(&cell, '|', &name)) {
        const char *space = memrchr(name.p, ' ', name.n);
        Slice last = space ? (Slice){space + 1, (size_t)(name.p + name.n - space - 1)} : name;
        put_cell(t, last, UPOS_PROPN, "NNP");
    }
}

typedef void RowFn(Trainer *t, const Slice *cells);

static void country_row(Trainer *t, const Slice *c) {
    put_cell(t, c[2], UPOS_PROPN, "NNP");
    put_cell(t, c[3], UPOS_PROPN, "NNP");
    put_cell(t, c[4], UPOS_ADJ, "JJ");
    put_cell(t, c[5], UPOS_PROPN, "NNP");
    put_cell(t, c[6], UPOS_PROPN, "NNP");
}
static void organisation_row(Trainer *t, const Slice *c) { put_cell(t, c[2], UPOS_PROPN, "NNP"), put_cell(t, c[3], UPOS_PROPN, "NNP"); }
static void people_row(Trainer *t, const Slice *c) { put_last_names(t, c[1]), put_last_names(t, c[2]); }

static void frame_row(Trainer *t, const Slice *c) {
    Slice rest = c[0], word, last = {0};
    bool verb = slice_is(c[1], "V");
    for (size_t i = 0; slice_split(&rest, ' ', &word); i++) {
        if (i == 0 && verb) put_verb(t, arena_slice(&t->arena, word));
        last = word;
    }
    if (slice_is(c[1], "N") && last.n) put_noun(t, arena_slice(&t->arena, last));
}

static void agent_row(Trainer *t, const Slice *c) {
    if (!memchr(c[0].p, ' ', c[0].n) && c[0].n && !slice_is(c[2], "modifier")) put_noun(t, arena_slice(&t->arena, c[0]));
    put_cell(t, c[1], UPOS_NOUN, "NNS");
}

static attache_status put_known_words(Trainer *t, const char *dir) {
    static const struct {
        const char *name, *columns[TSV_COLUMNS_MAX];
        size_t n;
        RowFn *row;
    } tables[] = {
        {"frames.tsv", {"trigger", "pos", "pattern", "cameo", "event", "mode", "context"}, 7, frame_row},
        {"countries.tsv", {"code", "kind", "name", "names", "adjectives", "people", "capital", "seats", "lat", "lon"}, 10, country_row},
        {"organisations.tsv", {"code", "kind", "name", "names", "sectors", "from", "to"}, 7, organisation_row},
        {"people.tsv", {"code", "name", "names", "gender", "office", "sectors", "from", "to"}, 8, people_row},
        {"agents.tsv", {"phrase", "names", "kind", "sectors", "code", "gender"}, 6, agent_row},
    };
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        Tsv tsv;
        FORWARD_IF_ERROR(tsv_open(&tsv, dir, tables[i].name, tables[i].columns, tables[i].n, &t->reporter));
        while (tsv_next(&tsv)) tables[i].row(t, tsv.cells);
        FORWARD_IF_ERROR(tsv_close(&tsv));
    }
    return ATTACHE_OK;
}

static void build_dict(Trainer *t) {
    size_t n = 0, total = 0;
    for (size_t i = 0; i < t->n; i++) total += t->list[i].copy ? 0 : (size_t)t->list[i].n;
    Count *all = base_alloc((total + 1) * sizeof *all);
    for (size_t i = 0; i < t->n; i++)
        for (int k = 0; k < t->list[i].n && !t->list[i].copy; k++) all[n++] = (Count){hash_word(t, t->list[i].forms[k]), t->list[i].tags[k]};
    qsort(all, n, sizeof *all, by_count);
    t->dict = base_zalloc(((size_t)1 << DICT_BITS) * sizeof *t->dict);
    for (size_t i = 0, end; i < n; i = end) {
        size_t best = i, most = 0;
        for (end = i; end < n && all[end].lower == all[i].lower;) {
            size_t same = end;
            while (same < n && all[same].lower == all[end].lower && all[same].tag == all[end].tag) same++;
            if (same - end > most) best = end, most = same - end;
            end = same;
        }
        if (end - i >= 2) put_dict(t, all[i].lower, all[best].tag, end - i >= 20 && most * 200 >= (end - i) * 199);
    }
    free(all);
    t->lang.dict = t->dict;
}

static void hash_all(Trainer *t) {
    for (size_t i = 0; i < t->n; i++) {
        Gold *g = &t->list[i];
        Buf text = {0};
        for (int k = 0; k < g->n; k++) {
            g->words[k].span.start = (uint32_t)text.n;
            buf_str(&text, g->forms[k]);
            g->words[k].span.end = (uint32_t)text.n;
            buf_char(&text, ' ');
        }
        bool loud = token_is_loud(text.p, g->words, (size_t)g->n);
        for (int k = 0; k < g->n; k++) token_hashes(&t->lang, text.p, &g->words[k], k == 0, loud);
        buf_free(&text);
    }
}

/* ---- averaged perceptron (Freund & Schapire 1999; averaging as in Daume 2006) ---- */

typedef struct Weights {
    float *w, *u;
    size_t rows, stride;
    double clock;
} Weights;

static void weights_init(Weights *m, unsigned bits, size_t stride) {
    *m = (Weights){.rows = (size_t)1 << bits, .stride = stride, .clock = 1};
    m->w = base_zalloc(m->rows * stride * sizeof *m->w);
    m->u = base_zalloc(m->rows * stride * sizeof *m->u);
}

static void weights_free(Weights *m) {
    free(m->w);
    free(m->u);
}

static void weights_score(const Weights *m, const uint32_t *f, size_t n, float *out, size_t classes) {
    memset(out, 0, classes * sizeof *out);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < classes; k++) out[k] += m->w[f[i] * m->stride + k];
}

static void weights_update(Weights *m, const uint32_t *f, size_t n, size_t right, size_t wrong) {
    for (size_t i = 0; i < n; i++) {
        size_t r = f[i] * m->stride + right, w = f[i] * m->stride + wrong;
        m->w[r] += 1, m->u[r] += (float)m->clock;
        m->w[w] -= 1, m->u[w] -= (float)m->clock;
    }
}

/* Ends a round: adds its averaged weights to `sum` and starts anew. Rounds that met the sentences in other orders err in other places, and their sum errs less
 * (McDonald, Hall, Mann 2010, parameter mixing). */
static void weights_end_round(Weights *m, float *sum) {
    size_t n = m->rows * m->stride;
    for (size_t i = 0; i < n; i++) sum[i] += (float)((double)m->w[i] - (double)m->u[i] / m->clock);
    memset(m->w, 0, n * sizeof *m->w);
    memset(m->u, 0, n * sizeof *m->u);
    m->clock = 1;
}

/* Averaged weights in eight bits. A table's scale is free, since only sums of one table are compared. */
static int8_t *weights_quantise(const float *w, size_t n) {
    int8_t *out = base_alloc(n);
    double square = 0, used = 0;
    for (size_t i = 0; i < n; i++) {
        square += (double)w[i] * (double)w[i];
        used += w[i] != 0;
    }
    double scale = 127 / (8 * sqrt(square / (used + 1)) + 1e-9); /* eight deviations reach the ends; the few beyond are cut */
    for (size_t i = 0; i < n; i++) {
        double v = (double)w[i] * scale;
        out[i] = (int8_t)(v > 127 ? 127 : v < -127 ? -127 : lrint(v));
    }
    return out;
}

static void shuffle(Trainer *t, size_t *order, size_t n) {
    for (size_t i = n; i > 1; i--) {
        size_t k = next_random(t) % i, had = order[i - 1];
        order[i - 1] = order[k];
        order[k] = had;
    }
}

/* ---- tagger ---- */

static size_t tag_gold(Trainer *t, Weights *m, Gold *g, bool learn) {
    uint32_t f[TAG_FEATURES_MAX];
    float score[TAG_STRIDE];
    size_t right = 0;
    for (int i = 0; i < g->n; i++) {
        if (g->words[i].sure) {
            right += g->words[i].dict == g->tags[i];
            g->words[i].tag = g->words[i].dict;
            continue;
        }
        size_t n = tag_features(g->words, (size_t)g->n, (size_t)i, f), best = 0;
        weights_score(m, f, n, score, t->n_tags);
        for (size_t k = 1; k < t->n_tags; k++)
            if (score[k] > score[best]) best = k;
        right += best == g->tags[i];
        if (learn && best != g->tags[i]) weights_update(m, f, n, g->tags[i], best);
        if (learn) m->clock++;
        g->words[i].tag = (uint8_t)best; /* on its own answers, as at work */
    }
    return right;
}

/* Learns from the sentences whose number leaves not `fold` when divided by `folds`. */
static void train_tagger(Trainer *t, Weights *m, size_t folds, size_t fold, unsigned epochs) {
    size_t *order = base_alloc((t->n + 1) * sizeof *order), n = 0;
    for (size_t i = 0; i < t->n; i++)
        if (!folds || i % folds != fold) order[n++] = i;
    for (unsigned e = 0; e < epochs; e++) {
        size_t right = 0, words = 0;
        shuffle(t, order, n);
        for (size_t i = 0; i < n; i++) right += tag_gold(t, m, &t->list[order[i]], true), words += (size_t)t->list[order[i]].n;
        printf("tagger fold %zu epoch %u  %.2f%% of words right in training\n", fold, e + 1, 100.0 * (double)right / (double)words);
        fflush(stdout);
    }
    free(order);
}

/* ---- parser ---- */

/* What each legal move costs: gold arcs that can no longer be made (Goldberg & Nivre 2013, arc-hybrid). */
static void costs(const ParseState *p, const Gold *g, unsigned legal, int cost[3]) {
    int top = p->stack[p->n_stack - 1], under = p->n_stack > 1 ? p->stack[p->n_stack - 2] : -1, front = p->front;
    cost[0] = cost[1] = cost[2] = 0;
    for (int m = 0; m < 3; m++)
        if (!(legal >> m & 1)) cost[m] = 1000;
    int to_top = 0; /* dependents of the top in the buffer */
    for (int b = front; b < p->n && top != ROOT; b++) to_top += g->heads[b] == top;
    int head = top == ROOT ? -1 : g->heads[top];
    cost[MOVE_LEFT] += to_top + (head == under || (head != ROOT && head > front));
    cost[MOVE_RIGHT] += to_top + (head != ROOT && head >= front);
    for (int i = 0; i < p->n_stack && front < p->n; i++) {
        int s = p->stack[i];
        cost[MOVE_SHIFT] += s != ROOT && g->heads[s] == front;
        cost[MOVE_SHIFT] += i + 1 < p->n_stack && g->heads[front] == s;
    }
}

static void parse_gold(Trainer *t, Weights *moves, Weights *labels, Gold *g, double explore, size_t *right) {
    ParseState p;
    uint32_t f[MOVE_FEATURES_MAX], lf[LABEL_FEATURES_MAX];
    float score[MOVE_STRIDE], lscore[LABEL_STRIDE];
    parse_start(&p, g->n);
    for (unsigned legal; (legal = parse_legal(&p));) {
        int cost[3], best = -1, good = -1, least = 1000;
        size_t n = parse_move_features(&p, g->words, f);
        weights_score(moves, f, n, score, 3);
        costs(&p, g, legal, cost);
        for (int m = 0; m < 3; m++)
            if (legal >> m & 1 && cost[m] < least) least = cost[m];
        for (int m = 0; m < 3; m++) {
            if (!(legal >> m & 1)) continue;
            if (best < 0 || score[m] > score[best]) best = m;
            if (cost[m] == least && (good < 0 || score[m] > score[good])) good = m;
        }
        if (cost[best] > least) weights_update(moves, f, n, (size_t)good, (size_t)best);
        moves->clock++;
        Move m = (Move)(cost[best] > least && uniform(t) > explore ? good : best);
        unsigned label = DEP_DEP;
        if (m != MOVE_SHIFT) {
            int child = p.stack[p.n_stack - 1], head = m == MOVE_LEFT ? p.front : p.stack[p.n_stack - 2];
            size_t ln = parse_label_features(&p, g->words, head, child, lf);
            weights_score(labels, lf, ln, lscore, DEP_COUNT);
            label = DEP_DEP;
            for (unsigned l = 0; l < DEP_COUNT; l++)
                if (l != DEP_ROOT && lscore[l] > lscore[label]) label = l;
            if (head == ROOT)
                label = DEP_ROOT;
            else if (g->heads[child] == head) {
                if (label != g->labels[child]) weights_update(labels, lf, ln, g->labels[child], label);
                labels->clock++;
            }
            *right += g->heads[child] == head && label == g->labels[child];
        }
        parse_move(&p, m, label);
    }
}

static void train_parser(Trainer *t, Weights *moves, Weights *labels) {
    size_t *order = base_alloc((t->n + 1) * sizeof *order);
    for (size_t i = 0; i < t->n; i++) order[i] = i;
    for (unsigned e = 0; e < t->epochs; e++) {
        size_t right = 0, words = 0;
        shuffle(t, order, t->n);
        for (size_t i = 0; i < t->n; i++)
            parse_gold(t, moves, labels, &t->list[order[i]], e < 1 ? 0 : 0.9, &right), words += (size_t)t->list[order[i]].n;
        printf("parser epoch %u  %.2f%% labelled arcs right in training\n", e + 1, 100.0 * (double)right / (double)words);
        fflush(stdout);
    }
    free(order);
}

/* ---- lemmas ---- */

typedef struct LemmaTable {
    LemmaEntry *slots;
    size_t mask, n;
    StringPool strings;
} LemmaTable;

static bool put_lemma(LemmaTable *m, const char *form, unsigned kind, const char *lemma) {
    uint64_t key = lemma_key(form, strlen(form), kind);
    size_t i = key >> 17 & m->mask;
    for (; m->slots[i].key; i = (i + 1) & m->mask)
        if (m->slots[i].key == key) return false;
    m->slots[i] = (LemmaEntry){key, string_pool_add(&m->strings, slice_of(lemma)), 0};
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
        Slice rest = tsv.cells[0], word;
        if (slice_is(tsv.cells[1], "V") && slice_split(&rest, ' ', &word))
            put_lemma(m, arena_slice(&t->arena, word), LEMMA_BASE, arena_slice(&t->arena, word));
    }
    return tsv_close(&tsv);
}

/* A form and the lemma that an annotator gave it. */
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
    for (size_t i = 0; i < t->n; i++) total += (size_t)t->list[i].n;
    Use *uses = base_alloc((total + 1) * sizeof *uses);
    *n = 0;
    for (size_t i = 0; i < t->n; i++)
        for (int k = 0; k < t->list[i].n && !t->list[i].copy; k++) {
            const Gold *g = &t->list[i];
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

/* Verbs of the treebank first, so that rules can arrive at them; then what the rules get wrong by what most annotators say (a few correct the writer's typing). */
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

/* ---- writing ---- */

static void add(ImageWriter *w, const char *name, size_t item, const void *p, size_t bytes) {
    buf_add(image_writer_section(w, name, item), p, bytes);
}

static void write_tags(Trainer *t, ImageWriter *w) {
    TagInfo info[512];
    char xpos[512][8];
    size_t n = 0;
    memset(xpos, 0, sizeof xpos);
    for (size_t i = 0; i < t->n_tags; i++) {
        size_t k = 0;
        while (k < n && strcmp(xpos[k], t->tags[i].xpos)) k++;
        if (k == n) memcpy(xpos[n++], t->tags[i].xpos, 8);
        info[i] = (TagInfo){t->tags[i].upos, (uint8_t)k, {0}};
    }
    add(w, "lang.tags", sizeof *info, info, t->n_tags * sizeof *info);
    add(w, "lang.xpos", 8, xpos, n * 8);
}

static void add_weights(ImageWriter *w, const char *name, const Weights *m, const float *sum) {
    int8_t *bytes = weights_quantise(sum, m->rows * m->stride);
    add(w, name, m->stride, bytes, m->rows * m->stride);
    free(bytes);
}

static int write_file(const char *path, const Buf *bytes) {
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(bytes->p, 1, bytes->n, f) == bytes->n;
    if (f && fclose(f) != 0) ok = false;
    if (!ok) fprintf(stderr, "train: %s: %s\n", path, strerror(errno));
    return ok ? 0 : 3;
}

static void say(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)user;
    fprintf(stderr, "train: %s: %s\n", where, message);
}

static int train(Trainer *t, const char *dir, const char *out) {
    enum { FOLDS = 5, LEMMA_SLOTS = 1 << 15 };
    LemmaTable lemmas = {.mask = LEMMA_SLOTS - 1};
    ImageWriter w = {0};
    Buf bytes = {0};
    Weights tagger, moves, labels;
    prune_tags(t);
    add_noise(t);
    if (add_news(t, dir) != ATTACHE_OK) return 3;
    build_dict(t);
    if (put_known_words(t, dir) != ATTACHE_OK) return 3;
    hash_all(t);
    string_pool_init(&lemmas.strings);
    lemmas.slots = base_zalloc(LEMMA_SLOTS * sizeof *lemmas.slots);
    if (put_tables(t, &lemmas, dir) != ATTACHE_OK) return 3;
    t->lang.lemmas = lemmas.slots;
    t->lang.lemma_mask = lemmas.mask;
    put_treebank(t, &lemmas);
    printf("sentences %zu with their noisy copies, tags %zu, lemmas %zu\n", t->n, t->n_tags, lemmas.n);
    weights_init(&tagger, TAG_BITS, TAG_STRIDE);
    float *tag_sum = base_zalloc(tagger.rows * tagger.stride * sizeof *tag_sum);
    for (unsigned round = 0; round < t->rounds; round++) {
        train_tagger(t, &tagger, 0, 0, 8);
        weights_end_round(&tagger, tag_sum);
    }
    for (size_t fold = 0; fold < FOLDS; fold++) {
        Weights m;
        weights_init(&m, TAG_BITS, TAG_STRIDE);
        train_tagger(t, &m, FOLDS, fold, 4);
        for (size_t i = 0; i < m.rows * m.stride; i++) m.w[i] -= (float)((double)m.u[i] / m.clock);
        for (size_t i = fold; i < t->n; i += FOLDS) tag_gold(t, &m, &t->list[i], false);
        weights_free(&m);
    }
    weights_init(&moves, MOVE_BITS, MOVE_STRIDE);
    weights_init(&labels, LABEL_BITS, LABEL_STRIDE);
    float *move_sum = base_zalloc(moves.rows * moves.stride * sizeof *move_sum),
          *label_sum = base_zalloc(labels.rows * labels.stride * sizeof *label_sum);
    for (unsigned round = 0; round < t->rounds; round++) {
        train_parser(t, &moves, &labels);
        weights_end_round(&moves, move_sum);
        weights_end_round(&labels, label_sum);
    }
    write_tags(t, &w);
    add_weights(&w, "lang.tag_w", &tagger, tag_sum);
    add_weights(&w, "lang.move_w", &moves, move_sum);
    add_weights(&w, "lang.label_w", &labels, label_sum);
    add(&w, "lang.dict", sizeof *t->dict, t->dict, ((size_t)1 << DICT_BITS) * sizeof *t->dict);
    add(&w, "lang.lemmas", sizeof *lemmas.slots, lemmas.slots, LEMMA_SLOTS * sizeof *lemmas.slots);
    string_pool_write(&lemmas.strings, &w);
    add(&w, "lang.about", 1, t->about, strlen(t->about) + 1);
    image_writer_finish(&w, LANG_MAGIC, LANG_VERSION, &bytes);
    int status = write_file(out, &bytes);
    printf("%s: %zu bytes\n", out, bytes.n);
    buf_free(&bytes);
    image_writer_free(&w);
    string_pool_free(&lemmas.strings);
    free(lemmas.slots);
    weights_free(&tagger);
    weights_free(&moves);
    weights_free(&labels);
    free(tag_sum);
    free(move_sum);
    free(label_sum);
    return status;
}

int main(int argc, char **argv) {
    Trainer t = {.epochs = 8,
                 .rounds = 4,
                 .seed = 1,
                 .about = "en; UD English EWT and GUM (news, interview, bio, voyage, textbook, vlog, speech, conversation); CC BY-SA 4.0"};
    int at = 1;
    t.reporter.fn = say;
    for (; at + 1 < argc && !strncmp(argv[at], "--", 2); at += 2) {
        if (!strcmp(argv[at], "--epochs"))
            t.epochs = (unsigned)strtoul(argv[at + 1], NULL, 10);
        else if (!strcmp(argv[at], "--rounds"))
            t.rounds = (unsigned)strtoul(argv[at + 1], NULL, 10);
        else if (!strcmp(argv[at], "--seed"))
            t.seed = strtoull(argv[at + 1], NULL, 10);
        else if (!strcmp(argv[at], "--about"))
            t.about = argv[at + 1];
        else
            break;
    }
    if (argc - at < 3) {
        fprintf(stderr, "usage: train [--epochs N] [--rounds N] [--seed N] [--about TEXT] DATA_DIR OUT TRAIN.conllu...\n");
        return 2;
    }
    for (int i = at + 2; i < argc; i++)
        if (read_treebank(&t, argv[i]) != ATTACHE_OK) return 3;
    int status = train(&t, argv[at], argv[at + 1]);
    free(t.dict);
    arena_free(&t.arena);
    return status;
}
