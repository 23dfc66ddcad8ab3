/* train_link.c - labelled news in, models/link.model out: how rare words are, which categories are given to one happening, and the two forests of the judge.
 *
 *     build/train_link [--invented REPORTS.txt] [--ecb ECBPLUS.jsonl.gz] [--without STORY]... LABELS DOCS.jsonl... > models/link.model
 *
 * LABELS is data/labels; the texts of its documents are in DOCS (id, date, title, text), other texts there only tell how rare words are. Documents kept aside (a CRC-32 of the
 * id that 5 divides), and stories kept aside by the same rule, are left out of all. Records that the program makes are aligned with labels as scores are: by category, sentence
 * and the word of the deed; pairs of records of one document teach the first forest, pairs of reports of different documents the second. Invented reports
 * (tests/link/reports.txt) and ECB+ add to these. What it learns without a story it is tried on. Trees are grown by gradient
 * boosting (Friedman 2001), each asking the same of all branches of one depth. The same inputs give the same bytes. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "api/attache_int.h"
#include "base/map.h"
#include "link/judge.h"
#include "link/link.h"
#include "link/terms.h"
#include "vocab/codebook.h"

enum { BINS = 24, COLUMNS = 14 };

/* What a pair counts: of two reports of one story of ours it is 1. */
static const double weight_of_ecb = 0.3, weight_of_invented = 4, weight_within = 0.5;

/* A label of an event. */
typedef struct Label {
    bool title;
    uint32_t from, to, trigger_from, trigger_to; /* quote, words of the deed */
    uint32_t categories;
    unsigned category;
    int64_t happening;
} Label;

typedef struct Doc {
    const char *id, *date, *title, *text;
    size_t text_size;
    char story[8]; /* "s003"; "invented"; the topic of one of ECB+: "e12" */
    int64_t happening; /* of one that is invented */
    const char *set;   /* whose labels it has: a document of two sets has those of the first */
    Label *labels;
    size_t n, cap;
    Signature *reports;
    int64_t **told; /* of each report: the happenings of its records, ended by 0 */
    size_t n_reports;
} Doc;

static bool is_of_ecb(const Doc *d) { return d->story[0] == 'e'; }
static bool is_invented(const Doc *d) { return d->happening != 0; }

typedef struct Pair {
    int16_t evidence[EVIDENCE_COUNT];
    float weight;
    bool same;
} Pair;

typedef struct Pairs {
    Pair *list;
    size_t n, cap;
} Pairs;

typedef struct Trainer {
    Arena arena;
    Doc *docs;
    size_t n_docs, cap_docs;
    Map by_id, by_happening; /* by the hash of an id: place + 1; of DOCUMENT:NUMBER: the number of its name */
    JudgeModel model;
    const char *without[64];
    size_t n_without;
    attache *self;
    attache_context *ctx;
} Trainer;

/* ---- reading ---- */

static bool is_kept(const char *id) { return crc32(0, (const unsigned char *)id, (unsigned)strlen(id)) % 5 == 0; }

static char *read_file(const char *path, const char *name) {
    char full[4096];
    snprintf(full, sizeof full, "%s/%s", path, name);
    FILE *f = fopen(full, "rb");
    if (!f) return fprintf(stderr, "train_link: %s cannot be read\n", full), exit(3), NULL;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *text = base_alloc((size_t)size + 1);
    if (fread(text, 1, (size_t)size, f) != (size_t)size) exit(3);
    text[size] = 0;
    fclose(f);
    return text;
}

/* Cuts a line into cells; returns how many. */
static size_t cut(char *line, char between, char *cells[], size_t max) {
    size_t n = 0;
    for (char *p = line; n < max; p++) {
        cells[n++] = p;
        p = strchr(p, between);
        if (!p) break;
        *p = 0;
    }
    return n;
}

static char *next_line(char **rest) {
    char *line = *rest;
    if (!*line) return NULL;
    size_t n = strcspn(line, "\n");
    *rest = line + n + (line[n] != 0);
    line[n] = 0;
    return line;
}

static void read_span(const char *cell, uint32_t *from, uint32_t *to) {
    char *end;
    *from = (uint32_t)strtoul(cell, &end, 10);
    *to = *end == '-' ? (uint32_t)strtoul(end + 1, NULL, 10) : *from;
}

static Doc *find_doc(Trainer *t, const char *id) {
    size_t at = map_get(&t->by_id, map_key(id));
    return at ? &t->docs[at - 1] : NULL;
}

static int64_t happening_of(Trainer *t, const char *doc, const char *number, bool name) {
    char key[256];
    snprintf(key, sizeof key, "%s:%s", doc, number);
    int64_t of = (int64_t)map_get(&t->by_happening, map_key(key));
    return of && name ? of : (int64_t)(map_key(key) >> 1 | 1);
}

/* A column of the codes that are joined by commas. */
static uint32_t categories_of(char *list) {
    char *cells[8];
    uint32_t bits = 0;
    size_t n = cut(list, ',', cells, 8);
    for (size_t i = 0; i < n; i++)
        if (cells[i][0]) bits |= 1u << event_of(slice_of(cells[i]));
    return bits;
}

static void read_labels(Trainer *t, const char *folder, const char *name) {
    char *text = read_file(folder, name), *rest = text, *line = next_line(&rest);
    while ((line = next_line(&rest))) {
        char *c[COLUMNS + 1];
        if (cut(line, '\t', c, COLUMNS) < COLUMNS) continue;
        Doc *d = find_doc(t, c[0]);
        if (!d || strstr(c[8], "negation") || (d->set && d->set != name)) continue;
        d->set = name;
        Label l = {.title = !strcmp(c[1], "title"), .category = event_of(slice_of(c[3])), .happening = happening_of(t, c[0], c[12], true)};
        l.categories = 1u << l.category | categories_of(c[4]);
        read_span(c[13], &l.from, &l.to);
        read_span(c[2], &l.trigger_from, &l.trigger_to);
        *VEC_PUSH(&t->arena, d->labels, d->n, d->cap) = l;
    }
    free(text);
}

/* Happenings that several documents tell, and with them which story a document is of. */
static void read_happenings(Trainer *t, const char *folder) {
    char *text = read_file(folder, "happenings.tsv"), *rest = text, *line = next_line(&rest);
    while ((line = next_line(&rest))) {
        char *c[2], *mentions[256];
        if (cut(line, '\t', c, 2) < 2) continue;
        char story[8];
        snprintf(story, sizeof story, "%.*s", (int)strcspn(c[0], "-"), c[0]);
        size_t n = cut(c[1], ' ', mentions, 256);
        for (size_t i = 0; i < n; i++) {
            *map_put(&t->by_happening, map_key(mentions[i])) = map_key(c[0]) >> 1 | 1;
            mentions[i][strcspn(mentions[i], ":")] = 0;
            Doc *d = find_doc(t, mentions[i]);
            if (d) memcpy(d->story, story, sizeof story);
        }
    }
    free(text);
}

static bool is_left_out(const Trainer *t, const Doc *d) {
    if (is_kept(d->id) || (d->story[0] && is_kept(d->story))) return true;
    for (size_t i = 0; i < t->n_without; i++)
        if (!strcmp(d->story, t->without[i])) return true;
    return false;
}

static const char *member(Trainer *t, const json_t *doc, const char *name) {
    const char *s = json_string_value(json_object_get(doc, name));
    return s ? arena_slice(&t->arena, slice_of(s)) : "";
}

static Doc *add_doc(Trainer *t, Doc d) {
    d.text_size = strlen(d.text);
    *VEC_PUSH(&t->arena, t->docs, t->n_docs, t->cap_docs) = d;
    *map_put(&t->by_id, map_key(d.id)) = t->n_docs;
    return &t->docs[t->n_docs - 1];
}

static void read_documents(Trainer *t, const char *path) {
    FILE *f = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    if (!f) fprintf(stderr, "train_link: %s cannot be read\n", path), exit(3);
    while (getline(&line, &room, f) > 0) {
        json_t *j = json_loads(line, 0, NULL);
        const char *id = json_string_value(json_object_get(j, "id"));
        if (id && !is_kept(id) && !find_doc(t, id)) {
            Doc d = {.id = member(t, j, "id"), .date = member(t, j, "date"), .title = member(t, j, "title"), .text = member(t, j, "text")};
            add_doc(t, d);
        }
        json_decref(j);
    }
    free(line);
    fclose(f);
}

/* Short reports: HAPPENING | PUBLISHED | PUBLISHER | TITLE | TEXT (tests/link/reports.txt). */
static void read_invented(Trainer *t, const char *path) {
    char *text = read_file(".", path), *rest = text, *line;
    unsigned n = 0;
    while ((line = next_line(&rest))) {
        char *c[5];
        if (line[0] == '#' || cut(line, '|', c, 5) < 5) continue;
        for (size_t i = 0; i < 5; i++) {
            while (*c[i] == ' ') c[i]++;
            for (size_t k = strlen(c[i]); k && c[i][k - 1] == ' '; k--) c[i][k - 1] = 0;
        }
        Doc d = {.id = arena_printf(&t->arena, "%s.%u", c[0], ++n), .date = arena_slice(&t->arena, slice_of(c[1])), .title = arena_slice(&t->arena, slice_of(c[3])),
                 .text = arena_slice(&t->arena, slice_of(c[4])), .story = "invent", .happening = (int64_t)(map_key(c[0]) >> 1 | 1)};
        add_doc(t, d);
    }
    free(text);
}

/* Bytes of the first n characters. */
static uint32_t bytes_of(const char *text, json_int_t n) {
    const char *p = text;
    for (; *p && n > 0; n--)
        for (p++; ((unsigned char)*p & 0xC0) == 0x80;) p++;
    return (uint32_t)(p - text);
}

/* ECB+ (Cybulska and Vossen 2014): mentions of events with their chains, in a few sentences of each document. Those of a subtopic tell of one thing; no day is told, so they are
 * given one, and a day more or less. */
static void read_ecb(Trainer *t, const char *path) {
    gzFile f = gzopen(path, "rb");
    enum { LINE = 1 << 20 };
    char *line = base_alloc(LINE);
    if (!f) fprintf(stderr, "train_link: %s cannot be read\n", path), exit(3);
    while (gzgets(f, line, LINE)) {
        json_t *j = json_loads(line, 0, NULL), *mentions = json_object_get(j, "mentions"), *m;
        size_t i, topic = (size_t)atoi(json_string_value(json_object_get(j, "subtopic")));
        bool plus = strstr(json_string_value(json_object_get(j, "subtopic")), "plus");
        Doc d = {.id = member(t, j, "id"), .title = "", .text = member(t, j, "text")};
        d.date = arena_printf(&t->arena, "20%02zu-0%d-1%d", 10 + topic % 10, plus ? 8 : 3, (int)(map_key(d.id) % 3));
        snprintf(d.story, sizeof d.story, "e%zu", topic);
        Doc *doc = add_doc(t, d);
        json_array_foreach(mentions, i, m) {
            const char *chain = json_string_value(json_object_get(m, "chain"));
            if (strncmp(json_string_value(json_object_get(m, "kind")), "ACTION", 6)) continue;
            Label l = {.categories = ~0u, .happening = (int64_t)(map_key(chain) >> 1 | 1)};
            l.from = l.trigger_from = bytes_of(doc->text, json_integer_value(json_object_get(m, "start")));
            l.to = l.trigger_to = bytes_of(doc->text, json_integer_value(json_object_get(m, "end")));
            *VEC_PUSH(&t->arena, doc->labels, doc->n, doc->cap) = l;
        }
        json_decref(j);
    }
    free(line);
    gzclose(f);
}

/* ---- how rare words are ---- */

static void count_words(const char *p, size_t n, uint32_t doc, uint32_t *last, uint32_t *counts) {
    const char *end = p + n;
    for (Term w; terms_next(&p, end, &w);)
        if (last[w.hash] != doc) last[w.hash] = doc, counts[w.hash]++;
}

/* In eighths of a bit. */
static uint8_t rarity_of(size_t docs, uint32_t with) { return (uint8_t)fmin(255, floor(8 * log2((double)(docs + 1) / (with + 0.5)) + 0.5)); }

static void learn_rarities(Trainer *t, size_t n_texts) {
    uint32_t *last = base_zalloc(JUDGE_RARITIES * sizeof *last), *counts = base_zalloc(JUDGE_RARITIES * sizeof *counts), n = 0;
    for (size_t i = 0; i < n_texts; i++) {
        const Doc *d = &t->docs[i];
        if (is_left_out(t, d)) continue;
        n++;
        count_words(d->title, strlen(d->title), n, last, counts);
        count_words(d->text, d->text_size, n, last, counts);
    }
    for (size_t i = 0; i < JUDGE_RARITIES; i++) t->model.rarity[i] = rarity_of(n, counts[i]);
    fprintf(stderr, "%u documents tell how rare words are\n", n);
    free(last);
    free(counts);
}

/* ---- records and their labels ---- */

typedef struct Match {
    int cost;
    uint32_t label, event;
} Match;

static int compare_matches(const void *a, const void *b) {
    const Match *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    if (x->label != y->label) return x->label < y->label ? -1 : 1;
    return x->event < y->event ? -1 : x->event > y->event;
}

static bool touch(uint32_t a, uint32_t b, uint32_t c, uint32_t d) { return (b < d ? b : d) > (a > c ? a : c); }

/* Sets the happening of each event that has a label, one to one, the best first. */
static void align(const Doc *d, const attache_event *events, size_t n, int64_t *happenings) {
    Match *list = base_alloc((d->n * n + 1) * sizeof *list);
    bool *used = base_zalloc(d->n + 1);
    size_t m = 0;
    memset(happenings, 0, n * sizeof *happenings);
    for (uint32_t i = 0; i < d->n; i++)
        for (uint32_t k = 0; k < n; k++) {
            const Label *l = &d->labels[i];
            const attache_event *e = &events[k];
            unsigned category = event_of(slice_of(e->event));
            if ((e->part == ATTACHE_TITLE) != l->title || !touch(l->from, l->to, e->start, e->end) || !(l->categories >> category & 1)) continue;
            if (!touch(l->from, l->to, e->trigger_start, e->trigger_end)) continue;
            int apart = (int)(l->trigger_from > e->trigger_start ? l->trigger_from - e->trigger_start : e->trigger_start - l->trigger_from);
            bool hit = touch(l->trigger_from, l->trigger_to, e->trigger_start, e->trigger_end);
            list[m++] = (Match){(hit ? 0 : 100000) + (category == l->category ? 0 : 10000) + (apart < 9999 ? apart : 9999), i, k};
        }
    qsort(list, m, sizeof *list, compare_matches);
    for (size_t i = 0; i < m; i++)
        if (!used[list[i].label] && !happenings[list[i].event]) used[list[i].label] = true, happenings[list[i].event] = d->labels[list[i].label].happening;
    free(list);
    free(used);
}

static bool code(Trainer *t, const Doc *d, Coded *out) {
    attache_document doc = {.id = d->id, .date = d->date, .title = d->title, .data = d->text, .size = d->text_size, .kind = ATTACHE_TEXT};
    *out = (Coded){0};
    return code_document(t->ctx, &doc, true, out) == ATTACHE_OK;
}

static Pair *add_pair(Pairs *p) {
    if (p->n == p->cap) p->list = base_realloc(p->list, (p->cap = 2 * p->cap + 1024) * sizeof *p->list);
    return &p->list[p->n++];
}

/* ---- records of one document ---- */

static void pair_within(Trainer *t, const Doc *d, Pairs *out, int kin[JUDGE_KIN][JUDGE_KIN][2]) {
    Coded coded;
    if (!code(t, d, &coded)) return;
    int64_t *happenings = base_alloc((coded.n + 1) * sizeof *happenings);
    Signature *signatures = base_alloc((coded.n + 1) * sizeof *signatures);
    SignatureTexts texts = {.events = coded.events, .meanings = coded.meanings};
    align(d, coded.events, coded.n, happenings);
    for (size_t i = 0; i < coded.n; i++) {
        const attache_event *e = &coded.events[i];
        signature_make(&e, 1, coded.shown.date, 0, (uint32_t)i, &texts, &signatures[i]);
    }
    for (size_t i = 0; i < coded.n; i++)
        for (size_t k = i + 1; k < coded.n; k++) {
            if (!happenings[i] || !happenings[k]) continue;
            bool same = happenings[i] == happenings[k];
            kin[signatures[i].category][signatures[k].category][same]++, kin[signatures[k].category][signatures[i].category][same]++;
            if (judge_is_never(&signatures[i], &signatures[k])) continue;
            Pair *p = add_pair(out);
            p->same = same, p->weight = 1;
            judge_compare(&signatures[i], &signatures[k], p->evidence);
        }
    signature_texts_free(&texts);
    free(happenings);
    free(signatures);
}

static void learn_kin(Trainer *t, int kin[JUDGE_KIN][JUDGE_KIN][2]) {
    long all[2] = {1, 1};
    for (int a = 0; a < JUDGE_KIN; a++)
        for (int b = 0; b < JUDGE_KIN; b++) all[0] += kin[a][b][0], all[1] += kin[a][b][1];
    double prior = (double)all[1] / (double)all[0];
    for (int a = 0; a < JUDGE_KIN; a++)
        for (int b = 0; b < JUDGE_KIN; b++) {
            double odds = log((kin[a][b][1] + 5 * prior) / (kin[a][b][0] + 5) / prior);
            t->model.kin[a][b] = (int8_t)fmax(-120, fmin(120, 16 * odds));
        }
}

/* The evidence of pairs that hangs on what has been learnt since. */
static void learn_within(Trainer *t, Pairs *out) {
    static int kin[JUDGE_KIN][JUDGE_KIN][2];
    for (size_t i = 0; i < t->n_docs; i++)
        if (t->docs[i].n && !is_of_ecb(&t->docs[i]) && !is_left_out(t, &t->docs[i])) pair_within(t, &t->docs[i], out, kin);
    learn_kin(t, kin);
    for (size_t i = 0; i < out->n; i++) out->list[i].evidence[EVIDENCE_KIN] = (int16_t)model_kin((unsigned)out->list[i].evidence[EVIDENCE_CATEGORY_LOW], (unsigned)out->list[i].evidence[EVIDENCE_CATEGORY_HIGH]);
}

/* ---- reports of different documents ---- */

/* The first record of the text, else of the title. */
static size_t first_told(const attache_event *events, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (events[i].part == ATTACHE_BODY) return i;
    return 0;
}

/* The reports of a document as the program links them, and what the labels say that they tell. */
static void make_reports(Trainer *t, Doc *d) {
    Coded coded;
    if (!code(t, d, &coded)) return;
    int64_t *happenings = base_alloc((coded.n + 1) * sizeof *happenings);
    const attache_event **events = base_alloc((coded.n + 1) * sizeof *events);
    SignatureTexts texts = {.events = coded.events, .meanings = coded.meanings};
    align(d, coded.events, coded.n, happenings);
    if (d->happening && coded.n) happenings[first_told(coded.events, coded.n)] = d->happening;
    signature_read_text(&texts, coded.shown.title, coded.shown.text, coded.shown.text_size);
    d->reports = arena_alloc(&t->arena, (coded.n + 1) * sizeof *d->reports);
    d->told = arena_alloc(&t->arena, (coded.n + 1) * sizeof *d->told);
    for (size_t i = 0; i < coded.n; i++) {
        size_t n = 0, m = 0;
        bool again = false;
        for (size_t k = 0; k < i; k++) again |= !strcmp(coded.events[k].link, coded.events[i].link);
        if (again) continue;
        int64_t *told = arena_zalloc(&t->arena, (coded.n + 1) * sizeof *told);
        for (size_t k = i; k < coded.n; k++) {
            if (strcmp(coded.events[k].link, coded.events[i].link)) continue;
            events[n++] = &coded.events[k];
            if (happenings[k]) told[m++] = happenings[k];
        }
        d->told[d->n_reports] = told;
        signature_make(events, n, coded.shown.date, map_key(d->id), (uint32_t)i, &texts, &d->reports[d->n_reports++]);
    }
    signature_texts_free(&texts);
    free(happenings);
    free(events);
}

static bool tell_the_same(const int64_t *a, const int64_t *b) {
    for (; *a; a++)
        for (const int64_t *p = b; *p; p++)
            if (*a == *p) return true;
    return false;
}

static void pair_documents(const Doc *a, const Doc *b, double weight, uint32_t one_in, Pairs *out) {
    for (size_t i = 0; i < a->n_reports; i++)
        for (size_t k = 0; k < b->n_reports; k++) {
            if (!a->told[i][0] || !b->told[k][0] || judge_is_never(&a->reports[i], &b->reports[k])) continue;
            bool same = tell_the_same(a->told[i], b->told[k]);
            if (!same && one_in > 1 && (a->reports[i].document ^ b->reports[k].document * 31 ^ i * 7 ^ k * 13) % one_in) continue;
            Pair *p = add_pair(out);
            p->same = same, p->weight = (float)weight;
            judge_compare(&a->reports[i], &b->reports[k], p->evidence);
        }
}

/* Words in common of what two documents are about, in hundredths. */
static int topics_alike(const Doc *a, const Doc *b) {
    int16_t evidence[EVIDENCE_COUNT];
    if (!a->n_reports || !b->n_reports) return 100;
    judge_compare(&a->reports[0], &b->reports[0], evidence);
    return evidence[EVIDENCE_TOPICS];
}

enum { TOPICS_OF_STORY = 70, TOPICS_ELSEWHERE = 25 }; /* how alike what documents of one story are about, and others at most, in hundredths */
enum { ELSEWHERE = 4 }; /* one in so many pairs of different stories */

static void pair_across(Trainer *t, Pairs *out) {
    for (size_t i = 0; i < t->n_docs; i++) {
        Doc *a = &t->docs[i];
        if (!a->n_reports || !a->story[0]) continue;
        for (size_t k = 0; k < t->n_docs; k++) {
            Doc *b = &t->docs[k];
            bool apart = strcmp(a->story, b->story), made = is_of_ecb(a) || is_of_ecb(b) || is_invented(a) || is_invented(b);
            if (!b->n_reports || k == i || (b->story[0] && k < i)) continue;
            if (!apart)
                pair_documents(a, b, is_of_ecb(a) ? weight_of_ecb : is_invented(a) ? weight_of_invented : 1, 1, out);
            else if (!made && topics_alike(a, b) < (b->story[0] ? 100 : TOPICS_ELSEWHERE))
                pair_documents(a, b, 1, ELSEWHERE, out);
        }
    }
}

/* ---- forests ---- */

typedef struct Grower {
    const Pairs *pairs;
    uint8_t *bins; /* [n][EVIDENCE_COUNT] */
    int16_t bounds[EVIDENCE_COUNT][BINS]; /* a bin holds what is above its bound and not above the next one's */
    int n_bounds[EVIDENCE_COUNT];
    double *odds, *gradient, *curvature;
    uint8_t *leaf;
} Grower;

static int compare_numbers(const void *a, const void *b) { return *(const int16_t *)a - *(const int16_t *)b; }

/* Bounds between values that as many pairs have on either side. */
static void find_bounds(Grower *g, size_t e) {
    size_t n = g->pairs->n;
    int16_t *values = base_alloc((n + 1) * sizeof *values);
    for (size_t i = 0; i < n; i++) values[i] = g->pairs->list[i].evidence[e];
    qsort(values, n, sizeof *values, compare_numbers);
    g->n_bounds[e] = 0;
    for (int b = 0; b < BINS && n; b++) { /* half by rank, half by value, for what is rare and tells much */
        int16_t v = b < BINS / 2 ? values[(size_t)(b + 1) * n / (BINS / 2 + 1)] : (int16_t)(values[0] + (values[n - 1] - values[0]) * (b - BINS / 2) / (BINS / 2));
        bool again = v == values[n - 1];
        for (int k = 0; k < g->n_bounds[e]; k++) again |= g->bounds[e][k] == v;
        if (!again) g->bounds[e][g->n_bounds[e]++] = v;
    }
    qsort(g->bounds[e], (size_t)g->n_bounds[e], sizeof **g->bounds, compare_numbers);
    free(values);
}

static void begin_growing(Grower *g, const Pairs *pairs) {
    *g = (Grower){.pairs = pairs, .bins = base_alloc((pairs->n + 1) * EVIDENCE_COUNT)};
    g->odds = base_zalloc((pairs->n + 1) * sizeof *g->odds), g->gradient = base_alloc((pairs->n + 1) * sizeof *g->gradient);
    g->curvature = base_alloc((pairs->n + 1) * sizeof *g->curvature), g->leaf = base_alloc(pairs->n + 1);
    for (size_t e = 0; e < EVIDENCE_COUNT; e++) find_bounds(g, e);
    for (size_t i = 0; i < pairs->n; i++)
        for (size_t e = 0; e < EVIDENCE_COUNT; e++) {
            uint8_t bin = 0;
            while (bin < g->n_bounds[e] && pairs->list[i].evidence[e] > g->bounds[e][bin]) bin++;
            g->bins[i * EVIDENCE_COUNT + e] = bin;
        }
}

static void end_growing(Grower *g) {
    free(g->bins);
    free(g->odds);
    free(g->gradient);
    free(g->curvature);
    free(g->leaf);
}

typedef struct Sums {
    double gradient, curvature;
} Sums;

static double gain(Sums s, double ridge) { return s.gradient * s.gradient / (s.curvature + ridge); }

/* What is above which bound, so that all leaves together gain most. Adds a level to the tree; false if nothing gains. */
static bool add_level(Grower *g, int depth, double ridge, const bool *allowed, JudgeTree *tree) {
    static Sums sums[1 << JUDGE_DEPTH][EVIDENCE_COUNT][BINS + 1];
    size_t leaves = (size_t)1 << depth;
    memset(sums, 0, leaves * sizeof *sums);
    for (size_t i = 0; i < g->pairs->n; i++) {
        const uint8_t *bins = &g->bins[i * EVIDENCE_COUNT];
        if (g->curvature[i] == 0) continue;
        for (size_t e = 0; e < EVIDENCE_COUNT; e++) {
            Sums *s = &sums[g->leaf[i]][e][bins[e]];
            s->gradient += g->gradient[i], s->curvature += g->curvature[i];
        }
    }
    double best = 1e-6;
    size_t best_evidence = EVIDENCE_COUNT, best_bound = 0;
    for (size_t e = 0; e < EVIDENCE_COUNT; e++) {
        double gains[BINS] = {0};
        if (!allowed[e]) continue;
        for (size_t l = 0; l < leaves; l++) {
            Sums all = {0}, low = {0};
            for (int b = 0; b <= g->n_bounds[e]; b++) all.gradient += sums[l][e][b].gradient, all.curvature += sums[l][e][b].curvature;
            for (int b = 0; b < g->n_bounds[e]; b++) {
                low.gradient += sums[l][e][b].gradient, low.curvature += sums[l][e][b].curvature;
                Sums high = {all.gradient - low.gradient, all.curvature - low.curvature};
                gains[b] += gain(low, ridge) + gain(high, ridge) - gain(all, ridge);
            }
        }
        for (int b = 0; b < g->n_bounds[e]; b++)
            if (gains[b] > best) best = gains[b], best_evidence = e, best_bound = (size_t)b;
    }
    if (best_evidence == EVIDENCE_COUNT) return false;
    tree->evidence[depth] = (uint8_t)best_evidence, tree->bound[depth] = g->bounds[best_evidence][best_bound];
    for (size_t i = 0; i < g->pairs->n; i++) g->leaf[i] |= (uint8_t)((g->bins[i * EVIDENCE_COUNT + best_evidence] > best_bound) << depth);
    return true;
}

typedef struct Settings {
    int trees, depth;
    double rate, ridge, share; /* share: of the pairs that a tree sees */
} Settings;

static uint64_t next_random(uint64_t *state) { return *state = hash_mix(*state, 0x9E3779B97F4A7C15u); }

static void grow_tree(Grower *g, const Settings *s, const bool *allowed, uint64_t *random, double base, JudgeTree *tree) {
    size_t n = g->pairs->n;
    memset(tree, 0, sizeof *tree);
    for (int d = 0; d < JUDGE_DEPTH; d++) tree->bound[d] = INT16_MAX;
    for (size_t i = 0; i < n; i++) {
        const Pair *p = &g->pairs->list[i];
        double probability = 1 / (1 + exp(-g->odds[i]));
        bool seen = next_random(random) % 1000 < s->share * 1000;
        g->gradient[i] = seen ? p->weight * (p->same - probability) : 0, g->curvature[i] = seen ? p->weight * probability * (1 - probability) + 1e-9 : 0;
        g->leaf[i] = 0;
    }
    int depth = 0;
    while (depth < s->depth && add_level(g, depth, s->ridge, allowed, tree)) depth++;
    Sums leaves[1 << JUDGE_DEPTH] = {0};
    for (size_t i = 0; i < n; i++) leaves[g->leaf[i]].gradient += g->gradient[i], leaves[g->leaf[i]].curvature += g->curvature[i];
    for (size_t l = 0; l < COUNT_OF(leaves); l++) {
        double value = base + s->rate * leaves[l].gradient / (leaves[l].curvature + s->ridge);
        tree->leaf[l] = (int16_t)fmax(-32000, fmin(32000, floor(value * JUDGE_UNIT + 0.5)));
    }
    for (size_t i = 0; i < n; i++) g->odds[i] += (double)tree->leaf[g->leaf[i]] / JUDGE_UNIT;
}

static double loss_of(const Grower *g) {
    double sum = 0, weight = 0;
    for (size_t i = 0; i < g->pairs->n; i++) {
        const Pair *p = &g->pairs->list[i];
        sum += p->weight * log1p(exp(p->same ? -g->odds[i] : g->odds[i])), weight += p->weight;
    }
    return sum / weight;
}

static void grow_forest(const Pairs *pairs, const Settings *s, const bool *allowed, JudgeTree trees[JUDGE_TREES]) {
    Grower g;
    uint64_t random = 1;
    double same = 0, all = 0;
    begin_growing(&g, pairs);
    for (size_t i = 0; i < pairs->n; i++) same += pairs->list[i].same * (double)pairs->list[i].weight, all += (double)pairs->list[i].weight;
    double base = log(same / (all - same));
    fprintf(stderr, "%zu pairs, of weight %.0f, same %.0f", pairs->n, all, same);
    memset(trees, 0, JUDGE_TREES * sizeof *trees);
    for (int i = 0; i < s->trees && i < JUDGE_TREES; i++) {
        if (i == 0) /* the first one tells how many are the same at all */
            for (size_t k = 0; k < pairs->n; k++) g.odds[k] = base;
        grow_tree(&g, s, allowed, &random, i == 0 ? base : 0, &trees[i]);
        if (i == 0)
            for (size_t k = 0; k < pairs->n; k++) g.odds[k] -= base;
    }
    fprintf(stderr, ", loss %.4f\n", loss_of(&g));
    end_growing(&g);
}

/* ---- how well ---- */

typedef struct Verdict {
    int odds;
    bool same;
} Verdict;

static int compare_verdicts(const void *a, const void *b) {
    int x = ((const Verdict *)a)->odds, y = ((const Verdict *)b)->odds;
    return x < y ? 1 : x > y ? -1 : 0;
}

/* Says how the second forest judges pairs that it has not learnt from. */
static void test(const Pairs *pairs) {
    Verdict *list = base_alloc((pairs->n + 1) * sizeof *list);
    double loss = 0, same = 0, area = 0, hit = 0, recall = 0;
    for (size_t i = 0; i < pairs->n; i++) {
        list[i] = (Verdict){judge_weigh(JUDGE_ACROSS, pairs->list[i].evidence), pairs->list[i].same};
        double odds = (double)list[i].odds / JUDGE_UNIT;
        loss += log1p(exp(list[i].same ? -odds : odds)), same += list[i].same;
    }
    qsort(list, pairs->n, sizeof *list, compare_verdicts);
    for (size_t i = 0; i < pairs->n; i++) {
        hit += list[i].same;
        if (list[i].same) area += hit / (double)(i + 1);
        if (hit / (double)(i + 1) >= 0.8) recall = hit / same;
    }
    fprintf(stderr, "left out: %zu pairs, same %.0f, loss %.4f, average precision %.3f, recall at a precision of 0.8 %.3f\n", pairs->n, same, loss / (double)pairs->n, area / same, recall);
    free(list);
}

static bool is_without(const Trainer *t, const Doc *d) {
    for (size_t i = 0; i < t->n_without; i++)
        if (!strcmp(d->story, t->without[i])) return !is_kept(d->id);
    return false;
}

static void test_stories(Trainer *t) {
    Pairs left_out = {0};
    for (size_t i = 0; i < t->n_docs; i++) t->docs[i].n_reports = 0;
    for (size_t i = 0; i < t->n_docs; i++)
        if (is_without(t, &t->docs[i])) make_reports(t, &t->docs[i]);
    pair_across(t, &left_out);
    test(&left_out);
}

/* ---- all of it ---- */

static void open_program(Trainer *t) {
    attache_options options = {0};
    if (attache_open(&options, &t->self) != ATTACHE_OK || !(t->ctx = attache_context_new(t->self))) exit(3);
}

int main(int argc, char **argv) {
    static Trainer t;
    static const char *const sets[] = {"stories.tsv", "wikinews.tsv", "voa.tsv", "world.tsv"};
    int at = 1;
    arena_init(&t.arena);
    const char *invented = NULL, *ecb = NULL;
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (!strcmp(argv[at], "--without")) t.without[t.n_without++] = argv[at + 1];
        if (!strcmp(argv[at], "--invented")) invented = argv[at + 1];
        if (!strcmp(argv[at], "--ecb")) ecb = argv[at + 1];
    }
    if (argc - at < 2) return fprintf(stderr, "usage: train_link [--invented REPORTS.txt] [--ecb ECBPLUS.jsonl.gz] [--without STORY]... LABELS DOCS.jsonl... > models/link.model\n"), 2;
    for (int i = at + 1; i < argc; i++) read_documents(&t, argv[i]);
    size_t n_texts = t.n_docs;
    if (invented) read_invented(&t, invented);
    if (ecb) read_ecb(&t, ecb);
    read_happenings(&t, argv[at]);
    for (size_t i = 0; i < COUNT_OF(sets); i++) read_labels(&t, argv[at], sets[i]);
    memcpy(t.model.magic, model_magic, sizeof t.model.magic);
    model_use(&t.model);
    open_program(&t);
    learn_rarities(&t, n_texts);
    Pairs within = {0}, across = {0};
    bool all[EVIDENCE_COUNT], shared[EVIDENCE_COUNT];
    for (size_t i = 0; i < EVIDENCE_COUNT; i++) all[i] = shared[i] = true;
    all[EVIDENCE_TOPICS] = all[EVIDENCE_TOPICS_SUM] = all[EVIDENCE_PUBLISHED] = false;
    learn_within(&t, &within);
    Settings of_within = {JUDGE_TREES, JUDGE_DEPTH, 0.1, 20, 0.5};
    grow_forest(&within, &of_within, all, t.model.trees[JUDGE_WITHIN]);
    for (size_t i = 0; i < t.n_docs; i++)
        if ((t.docs[i].n || t.docs[i].happening) && !is_left_out(&t, &t.docs[i])) make_reports(&t, &t.docs[i]);
    pair_across(&t, &across);
    size_t own = across.n;
    for (size_t i = 0; i < within.n; i++) { /* what makes two records of one document one makes two reports of different ones so too */
        Pair *p = add_pair(&across);
        *p = within.list[i];
        p->weight = (float)weight_within;
        p->evidence[EVIDENCE_TOPICS] = TOPICS_OF_STORY, p->evidence[EVIDENCE_TOPICS_SUM] = 10 * TOPICS_OF_STORY;
    }
    fprintf(stderr, "%zu of them across documents; ", own);
    shared[EVIDENCE_SENTENCES_APART] = false;
    Settings of_across = {JUDGE_TREES, JUDGE_DEPTH - 1, 0.1, 10, 0.6};
    grow_forest(&across, &of_across, shared, t.model.trees[JUDGE_ACROSS]);
    if (t.n_without) test_stories(&t);
    fwrite(&t.model, sizeof t.model, 1, stdout);
    return 0;
}
