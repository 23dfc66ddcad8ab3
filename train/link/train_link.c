/* train_link.c - labelled news in, models/link.model out: how rare words are, which categories are given to one happening, and the two forests of the judge.
 *
 *     build/train_link [--invented REPORTS.txt] [--ecb ECBPLUS.jsonl.gz] [--folds N] LABELS DOCS.jsonl... > models/link.model
 *
 * LABELS is data/labels; the texts of its documents, and of pairs that were read, are in DOCS (id, date, title, text; gzipped or not), other texts there only tell how rare words are. Documents kept aside (a CRC-32 of the
 * id that 5 divides), and stories kept aside by the same rule, are left out of all. Records that the program makes are aligned with labels as scores are: by category, sentence
 * and the word of the deed; pairs of records of one document teach the first forest, pairs of reports of different documents the second. Invented reports
 * (tests/link/reports.txt), ECB+, and pairs that were read (data/labels/pairs.tsv) add to these. With --folds it makes no model, but learns N times without a part of the stories and
 * says how well that part comes together then. The same inputs give the same bytes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "coded.h"
#include "forest.h"
#include "link/cluster.h"
#include "link/terms.h"
#include "score.h"

/* The weight of a pair: two reports of one of our own stories have weight 1. */
static const double weight_of_ecb = 0.3, weight_of_invented = 4, weight_within = 0.5, weight_read = 8;

typedef struct Trainer {
    Corpus corpus;
    JudgeModel model;
    int fold, folds; /* the stories of this fold are left out; folds: 0, none is */
} Trainer;

/* The fold in which a story is tested. */
static int fold_of(const Doc *d, int folds) { return atoi(d->story + 1) % folds; }

static bool is_left_out(const Trainer *t, const Doc *d) {
    if (is_kept(d->id) || (d->story[0] && is_kept(d->story))) return true;
    return t->folds && d->story[0] == 's' && fold_of(d, t->folds) == t->fold;
}

/* ---- word rarity ---- */

static void count_words(const char *p, size_t n, uint32_t doc, uint32_t *last, uint32_t *counts) {
    const char *end = p + n;
    for (Term w; terms_next(&p, end, &w);)
        if (last[w.hash] != doc) last[w.hash] = doc, counts[w.hash]++;
}

/* In eighths of a bit. */
static uint8_t rarity_of(size_t docs, uint32_t with) { return (uint8_t)fmin(255, floor(8 * log2((double)(docs + 1) / (with + 0.5)) + 0.5)); }

static void learn_rarities(Trainer *t) {
    uint32_t *last = base_zalloc(JUDGE_RARITIES * sizeof *last), *counts = base_zalloc(JUDGE_RARITIES * sizeof *counts), n = 0;
    for (size_t i = 0; i < t->corpus.n_texts; i++) {
        const Doc *d = &t->corpus.docs[i];
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

/* ---- the mean of what the network makes of triggers ---- */

static void learn_middle(Trainer *t) {
    int64_t sums[MODEL_STATE] = {0}, n = 0;
    for (size_t i = 0; i < t->corpus.n; i++) {
        const Doc *d = &t->corpus.docs[i];
        for (size_t k = 0; k < d->n_events && !is_left_out(t, d); k++) {
            if (!d->meanings[k].state) continue;
            n++;
            for (size_t e = 0; e < d->meanings[k].n_state; e++) sums[e] += d->meanings[k].state[e];
        }
    }
    for (size_t e = 0; e < MODEL_STATE; e++) t->model.middle[e] = (int16_t)(n ? sums[e] * MODEL_STATE_UNIT / n : 0);
}

/* ---- records of one document ---- */

enum { APART_WITHIN = 3 }; /* of pairs that are different, one in so many represents all */

static void pair_within(const Doc *d, Pairs *out, int kin[JUDGE_KIN][JUDGE_KIN][2]) {
    Signature *signatures = base_alloc((d->n_events + 1) * sizeof *signatures);
    for (size_t i = 0; i < d->n_events; i++)
        if (d->labelled[i]) signatures[i] = signature_of_record(d, i);
    for (size_t i = 0; i < d->n_events; i++)
        for (size_t k = i + 1; k < d->n_events; k++) {
            if (!d->labelled[i] || !d->labelled[k]) continue;
            bool same = d->labels[d->labelled[i] - 1].happening == d->labels[d->labelled[k] - 1].happening;
            kin[signatures[i].category][signatures[k].category][same]++, kin[signatures[k].category][signatures[i].category][same]++;
            if (judge_is_never(&signatures[i], &signatures[k]) || (!same && hash_mix(map_key(d->id), i << 16 | k) % APART_WITHIN)) continue;
            Pair *p = add_pair(out);
            p->same = same, p->weight = same ? 1 : APART_WITHIN;
            judge_compare(&signatures[i], &signatures[k], p->evidence);
        }
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

static bool is_coded(const Doc *d) { return d->n || d->happening || d->is_read; }

/* The features of pairs that depend on models trained since. */
static void learn_within(Trainer *t, Pairs *out) {
    int kin[JUDGE_KIN][JUDGE_KIN][2] = {0};
    for (size_t i = 0; i < t->corpus.n; i++)
        if (t->corpus.docs[i].n && !is_of_ecb(&t->corpus.docs[i]) && !is_left_out(t, &t->corpus.docs[i])) pair_within(&t->corpus.docs[i], out, kin);
    learn_kin(t, kin);
    for (size_t i = 0; i < out->n; i++) out->list[i].evidence[EVIDENCE_KIN] = (int16_t)model_kin((unsigned)out->list[i].evidence[EVIDENCE_CATEGORY_LOW], (unsigned)out->list[i].evidence[EVIDENCE_CATEGORY_HIGH]);
}

/* ---- reports of different documents ---- */

static bool tell_the_same(const int64_t *a, const int64_t *b) {
    for (; *a; a++)
        for (const int64_t *p = b; *p; p++)
            if (*a == *p) return true;
    return false;
}

/* Whether a pair from different stories is one that the program would have to distinguish; of these, one in so many is used. */
static bool is_to_be_told_apart(const Signature *a, const Signature *b) {
    enum { ELSEWHERE = 2 };
    if (hash_mix(a->document ^ b->document, (uint64_t)a->number << 32 | b->number) % ELSEWHERE) return false;
    return abs(a->published - b->published) <= 2 * SIGNATURE_REACH && signature_may_meet(a, b);
}

static void pair_documents(const Doc *a, const Doc *b, double weight, bool apart, Pairs *out) {
    for (size_t i = 0; i < a->n_reports; i++)
        for (size_t k = 0; k < b->n_reports; k++) {
            if (!a->told[i][0] || !b->told[k][0] || judge_is_never(&a->reports[i], &b->reports[k])) continue;
            bool same = tell_the_same(a->told[i], b->told[k]);
            if (!same && apart && !is_to_be_told_apart(&a->reports[i], &b->reports[k])) continue;
            Pair *p = add_pair(out);
            p->same = same, p->weight = (float)weight;
            judge_compare(&a->reports[i], &b->reports[k], p->evidence);
        }
}

/* Common topic words of two documents, in hundredths. */
static int topics_alike(const Doc *a, const Doc *b) {
    int16_t evidence[EVIDENCE_COUNT];
    if (!a->n_reports || !b->n_reports) return 100;
    judge_compare(&a->reports[0], &b->reports[0], evidence);
    return evidence[EVIDENCE_TOPICS];
}

enum { TOPICS_OF_STORY = 70, STORY_OF_STORY = 3, TOPICS_ELSEWHERE = 25 }; /* topic similarity within one story, and the maximum for others, in hundredths */

static void pair_across(Trainer *t, Pairs *out) {
    for (size_t i = 0; i < t->corpus.n; i++) {
        Doc *a = &t->corpus.docs[i];
        if (!a->n_reports || !a->story[0] || is_left_out(t, a)) continue;
        for (size_t k = 0; k < t->corpus.n; k++) {
            Doc *b = &t->corpus.docs[k];
            bool apart = strcmp(a->story, b->story), made = is_of_ecb(a) || is_of_ecb(b) || is_invented(a) || is_invented(b);
            if (!b->n_reports || k == i || (b->story[0] && k < i) || is_left_out(t, b)) continue;
            if (!apart)
                pair_documents(a, b, is_of_ecb(a) ? weight_of_ecb : is_invented(a) ? weight_of_invented : 1, false, out);
            else if (!made && topics_alike(a, b) < (b->story[0] ? 100 : TOPICS_ELSEWHERE))
                pair_documents(a, b, 1, true, out);
        }
    }
}

static const Signature *find_report(const Corpus *c, const Spot *s) {
    const Doc *d = &c->docs[s->doc - 1];
    for (size_t i = 0; i < d->n_events && d->n_reports; i++) {
        const attache_event *e = &d->events[i];
        if (e->part == (s->title ? ATTACHE_TITLE : ATTACHE_BODY) && e->trigger_start < s->to && s->from < e->trigger_end) return &d->reports[d->report_of[i]];
    }
    return NULL;
}

/* Pairs that an earlier judge joined. They show what the labelled stories do not: what reports of different stories have in common. Of the documents of a story left out, none. */
static void pair_read(const Trainer *t, Pairs *out) {
    const Corpus *c = &t->corpus;
    size_t before = out->n;
    for (size_t i = 0; i < c->n_read; i++) {
        const ReadPair *r = &c->read[i];
        const Signature *a = find_report(c, &r->spots[0]), *b = find_report(c, &r->spots[1]);
        if (!a || !b || judge_is_never(a, b) || is_left_out(t, &c->docs[r->spots[0].doc - 1]) || is_left_out(t, &c->docs[r->spots[1].doc - 1])) continue;
        Pair *p = add_pair(out);
        p->same = r->same, p->weight = (float)weight_read;
        judge_compare(a, b, p->evidence);
    }
    fprintf(stderr, "%zu pairs were read; ", out->n - before);
}

/* ---- the screen ---- */

static int compare_odds(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

/* Few trees on cheap features, and the threshold that all but one in LOST_IN of the pairs pass that are the same, or that the judge takes for it. */
static void grow_screen(Trainer *t, const Pairs *pairs) {
    enum { LOST_IN = 200 };
    Settings settings = {JUDGE_SCREEN, JUDGE_DEPTH - 1, 0.3, 10, 1};
    bool cheap[EVIDENCE_COUNT];
    for (int e = 0; e < EVIDENCE_COUNT; e++) cheap[e] = judge_is_cheap((JudgeEvidence)e);
    grow_forest(pairs, &settings, cheap, t->model.screen);
    int *odds = base_alloc((pairs->n + 1) * sizeof *odds);
    size_t n = 0, out = 0;
    for (size_t i = 0; i < pairs->n; i++) {
        const Pair *p = &pairs->list[i];
        if (p->weight >= 1 && judge_weigh(JUDGE_ACROSS, p->evidence) > CLUSTER_LINK) odds[n++] = judge_sum(t->model.screen, JUDGE_SCREEN, p->evidence);
    }
    qsort(odds, n, sizeof *odds, compare_odds);
    t->model.screen_least = n ? (int16_t)odds[n / LOST_IN] : 0;
    for (size_t i = 0; i < pairs->n; i++) out += judge_sum(t->model.screen, JUDGE_SCREEN, pairs->list[i].evidence) < t->model.screen_least;
    fprintf(stderr, "%zu of %zu pairs are not worth weighing\n", out, pairs->n);
    free(odds);
}

/* ---- the whole run ---- */

static void learn(Trainer *t) {
    Corpus *c = &t->corpus;
    Pairs within = {0}, across = {0};
    bool all[EVIDENCE_COUNT], shared[EVIDENCE_COUNT];
    for (size_t i = 0; i < EVIDENCE_COUNT; i++) all[i] = shared[i] = true;
    all[EVIDENCE_TOPICS] = all[EVIDENCE_TOPICS_SUM] = all[EVIDENCE_STORY] = all[EVIDENCE_PUBLISHED] = false;
    memset(t->model.kin, 0, sizeof t->model.kin);
    learn_within(t, &within);
    Settings of_within = {JUDGE_TREES, JUDGE_DEPTH, 0.1, 20, 0.5};
    grow_forest(&within, &of_within, all, t->model.trees[JUDGE_WITHIN]);
    for (size_t i = 0; i < c->n; i++)
        if (is_coded(&c->docs[i])) make_reports(c, &c->docs[i]);
    pair_across(t, &across);
    pair_read(t, &across);
    size_t own = across.n;
    for (size_t i = 0; i < within.n; i++) { /* evidence that joins two records of one document also joins two reports of different ones */
        Pair *p = add_pair(&across);
        *p = within.list[i];
        p->weight *= (float)weight_within;
        p->evidence[EVIDENCE_TOPICS] = TOPICS_OF_STORY, p->evidence[EVIDENCE_TOPICS_SUM] = 10 * TOPICS_OF_STORY, p->evidence[EVIDENCE_STORY] = STORY_OF_STORY;
    }
    fprintf(stderr, "%zu of them across documents; ", own);
    shared[EVIDENCE_SENTENCES_APART] = false;
    Settings of_across = {JUDGE_TREES, JUDGE_DEPTH - 1, 0.1, 10, 0.6};
    grow_forest(&across, &of_across, shared, t->model.trees[JUDGE_ACROSS]);
    across.n = own;
    grow_screen(t, &across);
    free(within.list);
    free(across.list);
}

static bool is_of_stories(const Doc *d) { return d->set && !strcmp(d->set, "stories.tsv") && d->story[0] == 's' && !is_kept(d->id) && !is_kept(d->story); }

/* For each fold, trains without its stories, and tests on them. */
static void cross_validate(Trainer *t, int folds) {
    Corpus *c = &t->corpus;
    bool *in = base_alloc(c->n);
    Score sum = {0};
    for (t->fold = 0, t->folds = folds; t->fold < folds; t->fold++) {
        Score s = {0};
        for (size_t i = 0; i < c->n; i++) in[i] = is_of_stories(&c->docs[i]) && fold_of(&c->docs[i], folds) == t->fold;
        learn(t);
        score_docs(c, in, &s);
        score_docs(c, in, &sum);
        score_print(&s, "fold");
    }
    score_print(&sum, "all folds");
    t->folds = 0;
    free(in);
}

static void code_all(Trainer *t) {
    attache_options options = {0};
    attache *self;
    attache_context *ctx;
    if (attache_open(&options, &self) != ATTACHE_OK || !(ctx = attache_context_new(self))) exit(3);
    for (size_t i = 0; i < t->corpus.n; i++) {
        Doc *d = &t->corpus.docs[i];
        if (is_coded(d) && !is_kept(d->id) && !(d->story[0] && is_kept(d->story))) code_doc(&t->corpus, ctx, d);
    }
    attache_context_free(ctx);
    attache_close(self);
}

int main(int argc, char **argv) {
    static Trainer t;
    static const char *const sets[] = {"stories.tsv", "wikinews.tsv", "voa.tsv", "world.tsv"};
    int at = 1, folds = 0;
    arena_init(&t.corpus.arena);
    const char *invented = NULL, *ecb = NULL;
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (!strcmp(argv[at], "--folds")) folds = atoi(argv[at + 1]);
        if (!strcmp(argv[at], "--invented")) invented = argv[at + 1];
        if (!strcmp(argv[at], "--ecb")) ecb = argv[at + 1];
    }
    if (argc - at < 2) return fprintf(stderr, "usage: train_link [--invented REPORTS.txt] [--ecb ECBPLUS.jsonl.gz] [--folds N] LABELS DOCS.jsonl... > models/link.model\n"), 2;
    for (int i = at + 1; i < argc; i++) read_documents(&t.corpus, argv[i]);
    t.corpus.n_texts = t.corpus.n;
    if (invented) read_invented(&t.corpus, invented);
    if (ecb) read_ecb(&t.corpus, ecb);
    read_happenings(&t.corpus, argv[at]);
    for (size_t i = 0; i < COUNT_OF(sets); i++) read_labels(&t.corpus, argv[at], sets[i]);
    read_pairs(&t.corpus, argv[at]);
    memcpy(t.model.magic, model_magic, sizeof t.model.magic);
    model_use(&t.model);
    learn_rarities(&t);
    code_all(&t);
    learn_middle(&t);
    if (folds) return cross_validate(&t, folds), 0;
    learn(&t);
    fwrite(&t.model, sizeof t.model, 1, stdout);
    return 0;
}
