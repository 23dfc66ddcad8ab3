/* train_code.c - sentences with known categories in, the weights of src/code/rank.h out.
 *
 *     build/train_code [--hold K] [--epochs N] [--seed N] EVENTS_DIR OUT
 *
 * EVENTS_DIR holds relations_train.tsv (sentence, source, target, root), quad_train.tsv (quad, sentence) and synthetic_stories.jsonl (title, text, event). Every
 * sentence goes through the program's own stages, so that the model sees what it will see at work. A row whose number leaves K - 1 when divided by K is held back
 * (0: none), to be scored by others. The loss of a row is the negative logarithm of the probability of the classes that its label allows; AdaGrad, one thread,
 * the same bytes for the same seed, data and version. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/tsv.h"
#include "code/rank.h"

extern const char attache_knowledge_start[], attache_knowledge_end[];

typedef struct Example {
    uint32_t *features;
    uint32_t n;
    uint32_t allowed; /* bit a class */
    float weight;
} Example;

typedef struct Trainer {
    Know *know;
    Language *lang;
    LangScratch *scratch;
    Coder *coder;
    Reporter reporter;
    Arena document, kept;
    Example *examples;
    size_t n, cap, held, empty;
    unsigned hold, epochs;
    uint64_t seed;
} Trainer;

/* ---- sentences ---- */

typedef struct Coded {
    Reading reading;
    Clause clause;
    Candidate *list;
    size_t n;
} Coded;

/* Analyses a text and codes its first `max` sentences into out[]; returns how many there are. */
static size_t code_text(Trainer *t, const char *text, size_t size, Coded *out, size_t max) {
    attache_document doc = {.id = "train", .date = "2018-01-01", .data = text, .size = size, .kind = ATTACHE_TEXT};
    Article *article = arena_alloc(&t->document, sizeof *article);
    Sentence *sentences = NULL;
    size_t n = 0, cap = 0;
    if (read_article(&doc, &t->document, article, &t->reporter) != ATTACHE_OK) return 0;
    for (size_t i = 0; i < article->n_blocks && n < max; i++) {
        size_t before = n;
        lang_analyse(t->lang, t->scratch, article->text, article->blocks[i].span, &t->document, &sentences, &n, &cap);
        for (size_t k = before; k < n; k++) sentences[k].block = (uint32_t)i;
    }
    if (n > max) n = max;
    for (size_t i = 0; i < n; i++) {
        if (i == 0)
            know_read(t->know, article, sentences, n, "2018-01-01", &t->document, &out[0].reading);
        else
            out[i].reading = out[0].reading;
    }
    for (size_t i = 0; i < n; i++) {
        clause_open(&out[i].clause, t->coder, &out[0].reading, (uint32_t)i, &t->document);
        code_candidates(&out[i].clause, &t->document, &out[i].list, &out[i].n);
    }
    return n;
}

static void add_example(Trainer *t, Coded *c, const Candidate *e, uint32_t allowed, float weight) {
    uint32_t buckets[RANK_FEATURES_MAX * 2];
    size_t n = rank_sentence_features(&c->clause, buckets);
    n += rank_candidate_features(&c->clause, e, c->list, c->n, buckets + n);
    Example *x = VEC_PUSH(&t->kept, t->examples, t->n, t->cap);
    *x = (Example){arena_alloc(&t->kept, n * sizeof *x->features), (uint32_t)n, allowed, weight};
    memcpy(x->features, buckets, n * sizeof *x->features);
}

static bool usable(const Candidate *e) { return !e->dropped; }

/* ---- labels ---- */

static uint32_t class_of_root(const char *root) { return strcmp(root, "YIELD") ? (uint32_t)rank_class_of("", event_of(slice_of(root))) : RANK_YIELD; }

static uint32_t classes_of_quad(int quad) {
    static const uint32_t of[5] = {1u << RANK_NONE, 1u << RANK_AGREE | 1u << RANK_CONSULT | 1u << RANK_SUPPORT,
                                   1u << RANK_COOPERATE | 1u << RANK_AID | 1u << RANK_YIELD,
                                   1u << RANK_REQUEST | 1u << RANK_ACCUSE | 1u << RANK_REJECT | 1u << RANK_THREATEN,
                                   1u << RANK_PROTEST | 1u << RANK_MOBILIZE | 1u << RANK_SANCTION | 1u << RANK_COERCE | 1u << RANK_ASSAULT};
    return of[quad];
}

static double covered(const Coded *c, const int16_t *tokens, size_t n, const char *text, Slice gold) {
    const char *at = gold.n ? memmem(text, strlen(text), gold.p, gold.n) : NULL;
    if (!at) return 0;
    long a = at - text, b = a + (long)gold.n, inside = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        Span s = party_span(&c->clause, tokens[i]);
        long from = s.start > a ? s.start : a, to = s.end < b ? s.end : b;
        inside += to > from ? to - from : 0;
        all += s.end - s.start;
    }
    long least = b - a < all ? b - a : all;
    return least ? (double)inside / (double)least : 0;
}

static bool held_back(Trainer *t, size_t row) {
    bool held = t->hold && row % t->hold == t->hold - 1;
    t->held += held;
    return held;
}

/* The candidate that tells what happens between the two given spans is what the row is about. */
static void learn_relation(Trainer *t, const char *text, Slice source, Slice target, uint32_t label) {
    Coded coded[8];
    size_t n = code_text(t, text, strlen(text), coded, COUNT_OF(coded));
    Coded *where = NULL;
    const Candidate *best = NULL;
    double best_score = -1;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < coded[i].n; k++) {
            const Candidate *e = &coded[i].list[k];
            if (!usable(e)) continue;
            bool pair = e->n_recipients || e->n_actors < 2;
            double s = covered(&coded[i], e->actors, e->n_actors, text, source) +
                       covered(&coded[i], pair ? e->recipients : e->actors, pair ? e->n_recipients : e->n_actors, text, target);
            if (rank_class_of(e->cameo, e->event) == label) s += 0.25;
            if (s > best_score) best = e, best_score = s, where = &coded[i];
        }
    if (best)
        add_example(t, where, best, 1u << label, 1);
    else
        t->empty++;
}

static void learn_quad(Trainer *t, const char *text, int quad) {
    Coded coded[8];
    size_t n = code_text(t, text, strlen(text), coded, COUNT_OF(coded));
    uint32_t allowed = classes_of_quad(quad);
    bool any = false;
    Coded *where = NULL;
    const Candidate *best = NULL;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < coded[i].n; k++) {
            const Candidate *e = &coded[i].list[k];
            if (!usable(e)) continue;
            bool fits = allowed >> rank_class_of(e->cameo, e->event) & 1;
            if (quad == 0)
                add_example(t, &coded[i], e, allowed, 0.5f); /* no event at all: none of them is one */
            else if (fits)
                add_example(t, &coded[i], e, allowed, 0.6f);
            any |= fits;
            if (!best) best = e, where = &coded[i];
        }
    if (best && !any && quad) add_example(t, where, best, allowed, 0.6f); /* no frame says so: the first one must have meant it */
    t->empty += best == NULL;
}

/* A story's category is told by its first sentences, if a frame there says so too. */
static void learn_story(Trainer *t, const char *text, size_t size, uint32_t label) {
    Coded coded[2];
    size_t n = code_text(t, text, size, coded, COUNT_OF(coded));
    for (size_t i = 0; i < n; i++) {
        bool any = false;
        for (size_t k = 0; k < coded[i].n && !any; k++) {
            any = usable(&coded[i].list[k]) && (uint32_t)rank_class_of(coded[i].list[k].cameo, coded[i].list[k].event) == label;
            if (any) add_example(t, &coded[i], &coded[i].list[k], 1u << label, 0.25f);
        }
        for (size_t k = 0; k < coded[i].n && !any && i == 0; k++) {
            any = usable(&coded[i].list[k]);
            if (any) add_example(t, &coded[i], &coded[i].list[k], 1u << label, 0.1f);
        }
    }
}

/* ---- files ---- */

static attache_status read_relations(Trainer *t, const char *dir) {
    Tsv tsv;
    FORWARD_IF_ERROR(tsv_open(&tsv, dir, "relations_train.tsv",
                              (const char *[]){"id", "root", "quad", "source", "target", "sentence", "marked_sentence"}, 7, &t->reporter));
    for (size_t row = 0; tsv_next(&tsv); row++) {
        char root[16];
        snprintf(root, sizeof root, "%.*s", (int)tsv.cells[1].n, tsv.cells[1].p);
        if (held_back(t, row)) continue;
        arena_reset(&t->document);
        learn_relation(t, arena_slice(&t->document, tsv.cells[5]), tsv.cells[3], tsv.cells[4], class_of_root(root));
    }
    return tsv_close(&tsv);
}

static attache_status read_quads(Trainer *t, const char *dir) {
    Tsv tsv;
    FORWARD_IF_ERROR(tsv_open(&tsv, dir, "quad_train.tsv", (const char *[]){"quad", "sentence"}, 2, &t->reporter));
    for (size_t row = 0; tsv_next(&tsv); row++) {
        int quad = tsv.cells[0].n == 1 ? tsv.cells[0].p[0] - '0' : -1;
        if (quad < 0 || quad > 4)
            tsv_error(&tsv, "quad class must be 0 to 4");
        else if (!held_back(t, row)) {
            arena_reset(&t->document);
            learn_quad(t, arena_slice(&t->document, tsv.cells[1]), quad);
        }
    }
    return tsv_close(&tsv);
}

static attache_status read_stories(Trainer *t, const char *dir) {
    char path[512];
    snprintf(path, sizeof path, "%s/synthetic_stories.jsonl", dir);
    FILE *f = fopen(path, "r");
    if (!f) return report(&t->reporter, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    char *line = NULL;
    size_t cap = 0;
    while (getline(&line, &cap, f) > 0) {
        json_t *story = json_loads(line, 0, NULL);
        const char *text = json_string_value(json_object_get(story, "text")), *event = json_string_value(json_object_get(story, "event"));
        uint32_t label = event ? (uint32_t)rank_class_of("", event_of(slice_of(event))) : 0;
        arena_reset(&t->document);
        if (text && label) learn_story(t, text, strlen(text) < 600 ? strlen(text) : 600, label);
        json_decref(story);
    }
    free(line);
    fclose(f);
    return ATTACHE_OK;
}

/* ---- learning ---- */

static uint64_t next_random(uint64_t *state) { return *state = hash_mix(*state, 0x2545F4914F6CDD1Du); }

/* One step of AdaGrad on one example (Duchi, Hazan, Singer 2011); returns its loss. */
static double step(const Example *x, float *w, float *g2, float rate, float decay) {
    double score[RANK_CLASSES] = {0}, top = -1e30, total = 0, good = 0;
    for (uint32_t i = 0; i < x->n; i++)
        for (int k = 0; k < RANK_CLASSES; k++) score[k] += (double)w[(size_t)x->features[i] * RANK_CLASSES + k];
    for (int k = 0; k < RANK_CLASSES; k++) top = score[k] > top ? score[k] : top;
    for (int k = 0; k < RANK_CLASSES; k++) total += score[k] = exp(score[k] - top);
    for (int k = 0; k < RANK_CLASSES; k++) good += x->allowed >> k & 1 ? score[k] : 0;
    for (int k = 0; k < RANK_CLASSES; k++) {
        double p = score[k] / total, q = x->allowed >> k & 1 ? score[k] / (good > 1e-12 ? good : 1e-12) : 0;
        float gradient = x->weight * (float)(p - q);
        for (uint32_t i = 0; i < x->n; i++) {
            size_t at = (size_t)x->features[i] * RANK_CLASSES + (size_t)k;
            float g = gradient + decay * w[at];
            g2[at] += g * g;
            w[at] -= rate * g / (sqrtf(g2[at]) + 1e-3f);
        }
    }
    return -(double)x->weight * log(good / total + 1e-12);
}

static void learn(Trainer *t, float *w) {
    float *g2 = base_zalloc((size_t)RANK_BUCKETS * RANK_CLASSES * sizeof *g2);
    size_t *order = base_alloc((t->n + 1) * sizeof *order);
    for (size_t i = 0; i < t->n; i++) order[i] = i;
    for (unsigned epoch = 0; epoch < t->epochs; epoch++) {
        double loss = 0;
        for (size_t i = t->n; i > 1; i--) { /* Fisher and Yates */
            size_t k = next_random(&t->seed) % i, had = order[i - 1];
            order[i - 1] = order[k];
            order[k] = had;
        }
        for (size_t i = 0; i < t->n; i++) loss += step(&t->examples[order[i]], w, g2, 0.04f, 5e-4f);
        printf("epoch %u  loss %.4f\n", epoch + 1, loss / (double)(t->n ? t->n : 1));
    }
    free(g2);
    free(order);
}

static int write_model(const float *w, const char *path) {
    size_t n = (size_t)RANK_BUCKETS * RANK_CLASSES;
    float top = 1e-6f;
    for (size_t i = 0; i < n; i++) top = fabsf(w[i]) > top ? fabsf(w[i]) : top;
    float scale = top / 127;
    ImageWriter writer = {0};
    Buf *out = image_writer_section(&writer, "rank.weights", RANK_CLASSES), bytes = {0};
    for (size_t i = 0; i < n; i++) {
        int8_t v = (int8_t)lrintf(w[i] / scale);
        buf_add(out, &v, 1);
    }
    buf_add(image_writer_section(&writer, "rank.scale", sizeof scale), &scale, sizeof scale);
    image_writer_finish(&writer, RANK_MAGIC, RANK_VERSION, &bytes);
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
    if (f && fclose(f) != 0) ok = false;
    if (!ok) fprintf(stderr, "train_code: %s: %s\n", path, strerror(errno));
    buf_free(&bytes);
    image_writer_free(&writer);
    return ok ? 0 : 3;
}

static void say(attache_status status, const char *where, const char *message, void *user) {
    (void)user;
    fprintf(stderr, "train_code: %s: %s: %s\n", where, attache_status_text(status), message);
}

static int open_stages(Trainer *t) {
    Image *im = base_zalloc(sizeof *im);
    t->reporter.fn = say;
    size_t size = (size_t)(attache_knowledge_end - attache_knowledge_start);
    bool ok = image_open(im, attache_knowledge_start, size, KNOW_MAGIC, KNOW_VERSION, "knowledge", ATTACHE_ERR_TABLE, &t->reporter) == ATTACHE_OK &&
              know_open(&t->know, im, &t->reporter) == ATTACHE_OK && lang_open(&t->lang, NULL, im, &t->reporter) == ATTACHE_OK &&
              code_open(&t->coder, im, t->know, &t->reporter) == ATTACHE_OK;
    if (ok) t->scratch = lang_scratch_new(t->lang);
    return ok ? 0 : 3;
}

int main(int argc, char **argv) {
    Trainer t = {.epochs = 8, .seed = 1};
    int at = 1;
    for (; at + 1 < argc && !strncmp(argv[at], "--", 2); at += 2) {
        unsigned long v = strtoul(argv[at + 1], NULL, 10);
        if (!strcmp(argv[at], "--hold"))
            t.hold = (unsigned)v;
        else if (!strcmp(argv[at], "--epochs"))
            t.epochs = (unsigned)v;
        else if (!strcmp(argv[at], "--seed"))
            t.seed = v;
        else
            break;
    }
    if (argc - at != 2) {
        fprintf(stderr, "usage: train_code [--hold K] [--epochs N] [--seed N] EVENTS_DIR OUT\n");
        return 2;
    }
    if (open_stages(&t)) return 3;
    if (read_relations(&t, argv[at]) != ATTACHE_OK || read_quads(&t, argv[at]) != ATTACHE_OK || read_stories(&t, argv[at]) != ATTACHE_OK) return 3;
    printf("examples %zu  held back %zu  without a candidate %zu\n", t.n, t.held, t.empty);
    float *w = base_zalloc((size_t)RANK_BUCKETS * RANK_CLASSES * sizeof *w);
    learn(&t, w);
    int status = write_model(w, argv[at + 1]);
    free(w);
    lang_scratch_free(t.scratch);
    code_close(t.coder);
    lang_close(t.lang);
    know_close(t.know);
    arena_free(&t.document);
    arena_free(&t.kept);
    return status;
}
