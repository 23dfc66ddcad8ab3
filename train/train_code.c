/* train_code.c - sentences with known categories in, the weights of src/event/rank.h out.
 *
 *     build/train_code [--leave DIGITS] [--labelled FILE] [--epochs N] [--seed N] EVENTS_DIR OUT [CASES...]
 *
 * EVENTS_DIR holds relations_train.tsv (sentence, source, target, root), quad_train.tsv (quad, sentence), roles_train.conll (sentences with their actors and recipients) and
 * synthetic_stories.jsonl (title, text, event). Every sentence goes through the program's own stages, so that the model sees what it will see at work. A row whose hash ends in one
 * of the DIGITS is held back, to be scored by others. The loss of a row is the negative logarithm of the probability of the classes that its label allows; AdaGrad, one thread,
 * the same bytes for the same seed, data and version. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <zlib.h>

#include "base/tsv.h"
#include "event/rank.h"
#include "../tests/held_cases.h"

extern const char attache_knowledge_start[], attache_knowledge_end[];

typedef struct Example {
    uint32_t *features;
    uint32_t n;
    uint32_t allowed; /* bit a class */
    float weight;
    unsigned fold;
    const void *group; /* of the examples of one row the surest stands for it */
} Example;

typedef struct Examples {
    Example *all;
    size_t n, cap;
} Examples;

/* Cross-fitting: what a later model learns of an earlier one are that one's judgements of rows that it did not see. */
enum { FOLDS = 5, BUCKETS = 10 };

typedef struct Gold {
    char role; /* S source, T target, R one of both sides */
    uint32_t start, end;
} Gold;

/* A text with what is known of it. */
typedef struct Row {
    const char *text;
    size_t size;
    Gold *gold;
    size_t n_gold;
    int root, quad; /* -1 not known */
    bool story, labelled;
    bool ours;         /* a case of our own: the frames know its parties */
    uint32_t expected; /* of a case: bit a category that it tells, none of them if it tells nothing */
    unsigned bucket;
    uint64_t key;
} Row;

typedef struct Trainer {
    Kb *know;
    Language *lang;
    LangScratch *scratch;
    Coder *coder;
    Reporter reporter;
    Arena document, kept;
    Row *rows;
    size_t n_rows, cap_rows, held;
    bool leave[BUCKETS];
    unsigned epochs;
    uint64_t seed;
    const char *labelled;
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
        lang_analyse(t->scratch, article->text, article->blocks[i].span, &t->document, &sentences, &n, &cap);
        for (size_t k = before; k < n; k++) sentences[k].block = (uint32_t)i;
    }
    if (n > max) n = max;
    for (size_t i = 0; i < n; i++) {
        if (i == 0)
            coref_read(t->know, article, sentences, n, "2018-01-01", &t->document, &out[0].reading);
        else
            out[i].reading = out[0].reading;
    }
    for (size_t i = 0; i < n; i++) {
        clause_open(&out[i].clause, &t->coder->classes, t->coder, &out[0].reading, (uint32_t)i, &t->document);
        code_candidates(&out[i].clause, &t->document, &out[i].list, &out[i].n);
    }
    return n;
}

static void keep_example(Trainer *t, Examples *list, const uint32_t *features, size_t n, Example x) {
    x.features = arena_alloc(&t->kept, n * sizeof *x.features);
    x.n = (uint32_t)n;
    memcpy(x.features, features, n * sizeof *x.features);
    *VEC_PUSH(&t->kept, list->all, list->n, list->cap) = x;
}

static bool usable(const Candidate *e) { return !e->dropped; }

/* ---- labels ---- */

static uint32_t class_of_root(const char *root) { return strcmp(root, "YIELD") ? (uint32_t)rank_class_of("", event_of(slice_of(root))) : RANK_YIELD; }

/* The set of quad classes parts from PLOVER twice: it holds appeals for statements, and cut aid or relations for verbal conflict. There it may keep its label and
 * we the codebook's. */
static uint32_t classes_of_quad(int quad, const Candidate *e) {
    uint32_t of = quad ? 0 : 1u << RANK_NONE;
    for (Event event = 1; event < EVENT_COUNT; event++)
        if (event_quads[event] == quad && event != EVENT_CONCEDE) of |= 1u << rank_class_of("", event); /* with retreats, which count as deeds */
    bool appeal = quad == 0 && !strncmp(e->cameo, "02", 2), cut = quad == 3 && !strncmp(e->cameo, "16", 2);
    return of | (appeal ? 1u << RANK_REQUEST : 0) | (cut ? 1u << RANK_SANCTION : 0);
}

/* Share of a gold span that the phrases at tokens cover, at most 1. */
static double covered(const Coded *c, const int16_t *tokens, size_t n, const Gold *gold) {
    long a = gold->start, b = gold->end, inside = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        Span s = clause_span(&c->clause, tokens[i]);
        long from = (long)s.start > a ? (long)s.start : a, to = (long)s.end < b ? (long)s.end : b;
        inside += to > from ? to - from : 0;
        all += s.end - s.start;
    }
    long least = b - a < all ? b - a : all;
    return least > 0 ? (double)inside / (double)least : 0;
}

/* How well a candidate's parties are those of the row: 0 to 2. */
static double fit(const Coded *c, const Candidate *e, const Row *row) {
    bool pair = e->n_recipients || e->n_actors < 2;
    double best[2] = {0, 0};
    for (size_t i = 0; i < row->n_gold; i++) {
        const Gold *g = &row->gold[i];
        bool both = g->role == 'R';
        double a = covered(c, e->actors, e->n_actors, g), r = pair ? covered(c, e->recipients, e->n_recipients, g) : a;
        if ((g->role == 'S' || both) && a > best[0]) best[0] = a;
        if ((g->role == 'T' || both) && r > best[1]) best[1] = r;
    }
    return best[0] + best[1];
}

static int distance(const Clause *c, int a, int b) {
    int up = 0;
    for (int t = a; t >= 0 && up < 30; t = clause_token(c, t)->head, up++) {
        int down = 0;
        for (int o = b; o >= 0 && down < 30; o = clause_token(c, o)->head, down++)
            if (o == t) return up + down;
    }
    return 60;
}

static bool inside(const Clause *c, int t, const Gold *g) {
    return clause_token(c, t)->span.start >= g->start && clause_token(c, t)->span.end <= g->end;
}

/* The candidate that the row is about: whose parties they are, or who stands nearest to them. */
static const Candidate *meant(const Coded *coded, size_t n, const Row *row, const Coded **where) {
    const Candidate *best = NULL;
    double best_score = -1e9;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < coded[i].n; k++) {
            const Candidate *e = &coded[i].list[k];
            if (!usable(e)) continue;
            double s = fit(&coded[i], e, row);
            if (row->root >= 0 && (int)rank_class_of(e->cameo, e->event) == row->root) s += 0.25;
            if (row->quad > 0 && classes_of_quad(row->quad, e) >> rank_class_of(e->cameo, e->event) & 1) s += 0.25;
            for (size_t g = 0; g < row->n_gold; g++) {
                int nearest = 60;
                for (int t = 0; t < (int)coded[i].clause.s->n; t++)
                    if (inside(&coded[i].clause, t, &row->gold[g])) {
                        int d = distance(&coded[i].clause, e->token, t);
                        nearest = d < nearest ? d : nearest;
                    }
                s -= 0.01 * nearest;
            }
            if (s > best_score) best = e, best_score = s, *where = &coded[i];
        }
    return best;
}

/* ---- roles ---- */

static const float OTHERS = 0.2f; /* weight of candidates that a row is not about */

/* Whether a party is what a span of the row names: the topmost of its words, or coordinated with it. */
static bool heads(const RoleView *v, size_t i, const Gold *g) {
    const Clause *c = v->c;
    if (!inside(c, v->parties[i], g)) return false;
    for (int t = v->parties[i], steps = 0; steps < 30; steps++) {
        int h = clause_token(c, t)->head;
        if (h < 0 || !inside(c, h, g)) return true;
        bool joined = clause_token(c, t)->deprel == DEP_CONJ;
        for (size_t k = 0; k < v->n && !joined; k++)
            if (v->parties[k] == h) return false;
        t = h;
    }
    return true;
}

static RoleClass role_in(const RoleView *v, size_t i, const Row *row) {
    bool first = true;
    for (size_t g = 0; g < row->n_gold; g++) {
        char role = row->gold[g].role;
        if (role == 'R' && row->n_gold == 1 && heads(v, i, &row->gold[g])) return v->parties[i] == v->parties[0] ? ROLE_ACTOR : ROLE_RECIPIENT;
        if (heads(v, i, &row->gold[g])) return role == 'S' || (role == 'R' && first) ? ROLE_ACTOR : ROLE_RECIPIENT;
        first &= role != 'R';
    }
    return ROLE_NEITHER;
}

static RoleClass role_by_frame(const RoleView *v, size_t i) {
    const Candidate *e = v->e;
    for (uint16_t k = 0; k < e->n_actors; k++)
        if (e->actors[k] == v->parties[i]) return e->reciprocal && k ? ROLE_RECIPIENT : ROLE_ACTOR;
    for (uint16_t k = 0; k < e->n_recipients; k++)
        if (e->recipients[k] == v->parties[i]) return ROLE_RECIPIENT;
    return ROLE_NEITHER;
}

/* Of our own sentences the frames were made to know who is who. */
static void learn_case_roles(Trainer *t, Coded *coded, size_t n, const Row *row, Examples *list) {
    for (size_t s = 0; s < n; s++)
        for (size_t k = 0; k < coded[s].n; k++) {
            const Candidate *e = &coded[s].list[k];
            RoleView v;
            if (!usable(e) || !(row->expected >> rank_class_of(e->cameo, e->event) & 1)) continue;
            roles_view(&coded[s].clause, e, &v);
            for (size_t i = 0; i < v.n; i++) {
                uint32_t features[ROLE_FEATURES_MAX];
                size_t n_features = roles_features(&v, i, features);
                keep_example(t, list, features, n_features,
                             (Example){.allowed = 1u << role_by_frame(&v, i), .weight = 1, .fold = row->bucket % FOLDS});
            }
        }
}

/* The candidate that the row is about has the row's parties; of the others the frames know best, and the model is to leave them alone. */
static void learn_roles(Trainer *t, Coded *coded, size_t n, const Row *row, Examples *list) {
    const Coded *where = NULL;
    if (row->ours) {
        learn_case_roles(t, coded, n, row, list);
        return;
    }
    const Candidate *main = row->n_gold ? meant(coded, n, row, &where) : NULL;
    if (row->story) return;
    for (size_t s = 0; s < n; s++)
        for (size_t k = 0; k < coded[s].n; k++) {
            const Candidate *e = &coded[s].list[k];
            RoleView v;
            if (!usable(e) || (e != main && e->frame->pos != 'N')) continue;
            roles_view(&coded[s].clause, e, &v);
            for (size_t i = 0; i < v.n; i++) {
                uint32_t features[ROLE_FEATURES_MAX];
                size_t n_features = roles_features(&v, i, features);
                RoleClass role = e == main ? role_in(&v, i, row) : role_by_frame(&v, i);
                keep_example(t, list, features, n_features,
                             (Example){.allowed = 1u << role,
                                       .weight = e != main       ? OTHERS
                                                 : row->labelled ? 0.5f
                                                                 : 1,
                                       .fold = row->bucket % FOLDS});
            }
        }
}

/* ---- categories ---- */

static const float LABELLED = 1.0f;

static void add_category(Trainer *t, Examples *list, const Coded *c, const Candidate *e, uint32_t allowed, float weight, const Row *row) {
    uint32_t buckets[RANK_FEATURES_MAX * 2];
    size_t n = rank_sentence_features(&c->clause, buckets);
    n += rank_candidate_features((Clause *)&c->clause, e, c->list, c->n, buckets + n);
    keep_example(t, list, buckets, n, (Example){.allowed = allowed, .weight = weight, .fold = row->bucket % FOLDS});
}

/* No event at all: none of its candidates is one. Else those that the label allows are it; if no frame says so, the first one must have meant it. */
static void learn_quad(Trainer *t, const Coded *coded, size_t n, const Row *row, Examples *list) {
    bool any = false;
    const Coded *where = NULL;
    const Candidate *first = NULL;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < coded[i].n; k++) {
            const Candidate *e = &coded[i].list[k];
            if (!usable(e)) continue;
            uint32_t allowed = classes_of_quad(row->quad, e);
            bool fits = allowed >> rank_class_of(e->cameo, e->event) & 1;
            /* a frame of that quad class is believed: else the classes that few rows name (COOPERATE) would drift into those that many do (AID) */
            if (fits) allowed = 1u << rank_class_of(e->cameo, e->event);
            if (row->quad == 0 || fits) add_category(t, list, &coded[i], e, allowed, row->quad ? 0.6f : 0.5f, row);
            any |= fits;
            if (!first) first = e, where = &coded[i];
        }
    if (first && !any && row->quad) add_category(t, list, where, first, classes_of_quad(row->quad, first), 0.6f, row);
}

/* A story's category is told by its first sentences, if a frame there says so too. */
static void learn_story(Trainer *t, const Coded *coded, size_t n, const Row *row, Examples *list) {
    for (size_t i = 0; i < n && i < 2; i++) {
        bool any = false;
        for (size_t k = 0; k < coded[i].n && !any; k++) {
            any = usable(&coded[i].list[k]) && (int)rank_class_of(coded[i].list[k].cameo, coded[i].list[k].event) == row->root;
            if (any) add_category(t, list, &coded[i], &coded[i].list[k], 1u << row->root, 0.25f, row);
        }
        for (size_t k = 0; k < coded[i].n && !any && i == 0; k++) {
            any = usable(&coded[i].list[k]);
            if (any) add_category(t, list, &coded[i], &coded[i].list[k], 1u << row->root, 0.1f, row);
        }
    }
}

/* What a case expects is what its candidates of that category are; where it expects nothing, none is anything. */
static void learn_case(Trainer *t, const Coded *coded, size_t n, const Row *row, Examples *list) {
    for (size_t s = 0; s < n; s++)
        for (size_t k = 0; k < coded[s].n; k++) {
            const Candidate *e = &coded[s].list[k];
            RankClass own = rank_class_of(e->cameo, e->event);
            if (!usable(e) || (row->expected && !(row->expected >> own & 1))) continue;
            add_category(t, list, &coded[s], e, row->expected ? 1u << own : 1u << RANK_NONE, 1, row);
        }
}

static void learn_category(Trainer *t, Coded *coded, size_t n, const Row *row, Examples *list) {
    const Coded *where = NULL;
    if (row->ours) {
        learn_case(t, coded, n, row, list);
    } else if (row->story) {
        learn_story(t, coded, n, row, list);
    } else if (row->root >= 0) {
        const Candidate *e = meant(coded, n, row, &where);
        if (e) add_category(t, list, where, e, 1u << row->root, row->labelled ? LABELLED : 1, row);
    } else if (row->quad >= 0 && (!row->n_gold || row->labelled)) {
        learn_quad(t, coded, n, row, list);
    }
}

/* ---- confidence ---- */

enum { MAP_POINTS = 21 };

/* Whether a candidate is right by what is known of its row: 1 yes, 0 no, -1 the row does not say. */
static int is_right(const Coded *c, const Candidate *e, const Row *row) {
    RankClass k = rank_class_of(e->cameo, e->event);
    double fits = row->n_gold ? fit(c, e, row) : 2;
    bool parties = fits >= (row->n_gold > 1 ? 1.0 : 0.5);
    if (row->root >= 0) return parties ? k == (RankClass)row->root : -1;
    if (row->quad < 0) return parties;
    return parties && classes_of_quad(row->quad, e) >> k & 1;
}

static void learn_confidence(Trainer *t, Coded *coded, size_t n, const Row *row, Examples *list) {
    if (row->story || row->labelled || row->ours) return;
    for (size_t s = 0; s < n; s++) {
        rank_candidates(&coded[s].clause, coded[s].list, coded[s].n);
        for (size_t k = 0; k < coded[s].n; k++) {
            uint32_t features[SURE_FEATURES_MAX];
            int right = usable(&coded[s].list[k]) ? is_right(&coded[s], &coded[s].list[k], row) : -1;
            if (right < 0) continue;
            size_t n_features = sure_features(&coded[s].clause, coded[s].list, coded[s].n, k, features);
            keep_example(t, list, features, n_features, (Example){.allowed = 1u << right, .weight = 1, .fold = row->bucket % FOLDS, .group = row});
        }
    }
}

/* ---- files ---- */

/* A sentence is known by its letters and digits, so that the same one from two files stays on one side of every division. */
static uint64_t key_of(const char *text, size_t n, unsigned *bucket) {
    Buf b = {0};
    for (size_t i = 0; i < n; i++) {
        char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) buf_char(&b, c);
    }
    *bucket = (unsigned)(crc32(0, (const unsigned char *)b.p, (unsigned)b.n) % BUCKETS);
    uint64_t key = hash_bytes(b.p, b.n);
    buf_free(&b);
    return key;
}

/* Takes a row in, unless its part of the data is left out. */
static void add_row(Trainer *t, Row row) {
    row.key = key_of(row.text, row.size, &row.bucket);
    if (t->leave[row.bucket]) {
        t->held++;
        return;
    }
    *VEC_PUSH(&t->kept, t->rows, t->n_rows, t->cap_rows) = row;
}

static void add_gold(Trainer *t, Row *row, char role, Slice span) {
    const char *at = span.n ? memmem(row->text, row->size, span.p, span.n) : NULL;
    if (!row->gold) row->gold = arena_alloc(&t->kept, 2 * sizeof *row->gold);
    if (at) row->gold[row->n_gold++] = (Gold){role, (uint32_t)(at - row->text), (uint32_t)(at - row->text + (long)span.n)};
}

static attache_status read_relations(Trainer *t, const char *dir) {
    Tsv tsv;
    FORWARD_IF_ERROR(tsv_open(&tsv, dir, "relations_train.tsv",
                              (const char *[]){"id", "root", "quad", "source", "target", "sentence", "marked_sentence"}, 7, &t->reporter));
    while (tsv_next(&tsv)) {
        char root[16];
        snprintf(root, sizeof root, "%.*s", (int)tsv.cells[1].n, tsv.cells[1].p);
        Row row = {.text = arena_slice(&t->kept, tsv.cells[5]), .size = tsv.cells[5].n, .root = (int)class_of_root(root), .quad = -1};
        add_gold(t, &row, 'S', tsv.cells[3]);
        add_gold(t, &row, 'T', tsv.cells[4]);
        add_row(t, row);
    }
    return tsv_close(&tsv);
}

static attache_status read_quads(Trainer *t, const char *dir) {
    Tsv tsv;
    FORWARD_IF_ERROR(tsv_open(&tsv, dir, "quad_train.tsv", (const char *[]){"quad", "sentence"}, 2, &t->reporter));
    while (tsv_next(&tsv)) {
        int quad = tsv.cells[0].n == 1 ? tsv.cells[0].p[0] - '0' : -1;
        if (quad < 0 || quad > 4)
            tsv_error(&tsv, "quad class must be 0 to 4");
        else
            add_row(t, (Row){.text = arena_slice(&t->kept, tsv.cells[1]), .size = tsv.cells[1].n, .root = -1, .quad = quad});
    }
    return tsv_close(&tsv);
}

static bool closes_up(const char *word) {
    return strchr(".,;:!?)]%", word[0]) || !strncmp(word, "'s", 2) || !strncmp(word, "\xe2\x80\x99s", 4) || !strncmp(word, "n't", 3);
}

static void end_sentence(Trainer *t, Buf *text, Gold *gold, size_t n) {
    if (!text->n) return;
    Row row = {.text = arena_copy(&t->kept, text->p, text->n), .size = text->n, .root = -1, .quad = -1, .n_gold = n};
    row.gold = arena_alloc(&t->kept, (n + 1) * sizeof *gold);
    memcpy(row.gold, gold, n * sizeof *gold);
    add_row(t, row);
    buf_clear(text);
}

/* Words with tags, as text again. */
static attache_status read_roles(Trainer *t, const char *dir) {
    enum { GOLD_MAX = 16 };
    Gold gold[GOLD_MAX];
    size_t n = 0, cap = 0;
    Buf text = {0};
    char path[512], *line = NULL;
    snprintf(path, sizeof path, "%s/roles_train.conll", dir);
    FILE *f = fopen(path, "r");
    if (!f) return report(&t->reporter, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    while (getline(&line, &cap, f) > 0) {
        char *tag = strchr(line, '\t');
        line[strcspn(line, "\n")] = '\0';
        if (!tag) {
            end_sentence(t, &text, gold, n);
            n = 0;
            continue;
        }
        *tag++ = '\0';
        if (text.n && !closes_up(line)) buf_char(&text, ' ');
        uint32_t start = (uint32_t)text.n;
        buf_str(&text, line);
        if (tag[0] == 'B' && n < GOLD_MAX) gold[n++] = (Gold){tag[2], start, 0};
        if (tag[0] != 'O' && n) gold[n - 1].end = (uint32_t)text.n;
    }
    end_sentence(t, &text, gold, n);
    free(line);
    fclose(f);
    buf_free(&text);
    return ATTACHE_OK;
}

static attache_status read_stories(Trainer *t, const char *dir) {
    enum { STORY_MAX = 600 };
    char path[512];
    snprintf(path, sizeof path, "%s/synthetic_stories.jsonl", dir);
    FILE *f = fopen(path, "r");
    if (!f) return report(&t->reporter, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    char *line = NULL;
    size_t cap = 0;
    while (getline(&line, &cap, f) > 0) {
        json_t *story = json_loads(line, 0, NULL);
        const char *text = json_string_value(json_object_get(story, "text")), *event = json_string_value(json_object_get(story, "event"));
        int label = event ? (int)rank_class_of("", event_of(slice_of(event))) : 0;
        size_t size = text ? strnlen(text, STORY_MAX) : 0;
        if (size && label) add_row(t, (Row){.text = arena_copy(&t->kept, text, size), .size = size, .root = label, .quad = -1, .story = true});
        json_decref(story);
    }
    free(line);
    fclose(f);
    return ATTACHE_OK;
}

/* Ends a case: its text is a row, unless it is held: `checksum` is that of its text lines. */
static void end_case(Trainer *t, bool divided, uint32_t checksum, char *text, uint32_t expected, bool told) {
    if (text && told && !(divided && held_is(checksum))) add_row(t, (Row){.text = text, .size = strlen(text), .root = -1, .quad = -1, .ours = true, .expected = expected});
}

/* Cases of our own (tests/cases/README.md), of which the text, `event` and `none` are of use here; a sentence that is held is passed over. */
static attache_status read_cases(Trainer *t, const char *path) {
    if (strstr(path, "cases/held/")) return report(&t->reporter, ATTACHE_ERR_FORMAT, path, "these cases are for tests alone: no model may learn from them");
    FILE *f = fopen(path, "r");
    if (!f) return report(&t->reporter, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    char *line = NULL, *text = NULL;
    size_t cap = 0;
    uint32_t expected = 0, checksum = 0;
    bool told = false, divided = strstr(path, "cases/codebook/") != NULL;
    while (getline(&line, &cap, f) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (!line[0]) {
            end_case(t, divided, checksum, text, expected, told);
            text = NULL, expected = checksum = 0, told = false;
        } else if (!strncmp(line, "text: ", 6)) {
            text = arena_copy(&t->kept, line + 6, strlen(line + 6));
            checksum = held_checksum(checksum, text, strlen(text));
        } else if (!strncmp(line, "none:", 5)) {
            told = true;
        } else if (!strncmp(line, "event: ", 7)) {
            Slice name = {line + 7, strspn(line + 7, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")};
            if (name.n) expected |= 1u << rank_class_of("", event_of(name)), told = true;
        }
    }
    end_case(t, divided, checksum, text, expected, told);
    free(line);
    fclose(f);
    return ATTACHE_OK;
}

/* Rows that another model labelled: {"text", "root": category, "NONE" or "", "spans": [[role, start, end] ...]} a line, offsets in bytes. */
static attache_status read_labelled(Trainer *t, const char *path) {
    FILE *f = path ? fopen(path, "r") : NULL;
    if (!path) return ATTACHE_OK;
    if (!f) return report(&t->reporter, ATTACHE_ERR_IO, path, "%s", strerror(errno));
    char *line = NULL;
    size_t cap = 0;
    while (getline(&line, &cap, f) > 0) {
        json_t *all = json_loads(line, 0, NULL), *spans = json_object_get(all, "spans");
        const char *text = json_string_value(json_object_get(all, "text")), *root = json_string_value(json_object_get(all, "root"));
        size_t n = json_array_size(spans);
        Row row = {.size = text ? strlen(text) : 0, .root = -1, .quad = -1, .labelled = true};
        row.text = arena_copy(&t->kept, text ? text : "", row.size);
        row.gold = arena_alloc(&t->kept, (n + 1) * sizeof *row.gold);
        for (size_t i = 0; i < n; i++) {
            json_t *span = json_array_get(spans, i);
            const char *role = json_string_value(json_array_get(span, 0));
            if (role)
                row.gold[row.n_gold++] =
                    (Gold){role[0], (uint32_t)json_integer_value(json_array_get(span, 1)), (uint32_t)json_integer_value(json_array_get(span, 2))};
        }
        if (root && !strcmp(root, "NONE")) row.quad = 0;
        if (root && root[0] && row.quad) row.root = (int)class_of_root(root);
        if (row.size) add_row(t, row);
        json_decref(all);
    }
    free(line);
    fclose(f);
    return ATTACHE_OK;
}

/* Rows with roles and rows with quad classes are of the same sentences in good part: what one says, the other knows. */
static void share_quads(Trainer *t) {
    for (size_t i = 0; i < t->n_rows; i++)
        for (size_t k = 0; k < t->n_rows && t->rows[i].n_gold && t->rows[i].root < 0; k++)
            if (t->rows[k].key == t->rows[i].key && t->rows[k].quad >= 0) t->rows[i].quad = t->rows[k].quad;
}

/* ---- learning ---- */

static uint64_t next_random(uint64_t *state) { return *state = hash_mix(*state, 0x2545F4914F6CDD1Du); }

/* One step of AdaGrad on one example (Duchi, Hazan, Singer 2011); returns its loss. */
static double step(const Example *x, int classes, float *w, float *g2, float rate, float decay) {
    double score[RANK_CLASSES] = {0}, top = -1e30, total = 0, good = 0;
    for (uint32_t i = 0; i < x->n; i++)
        for (int k = 0; k < classes; k++) score[k] += (double)w[(size_t)x->features[i] * (size_t)classes + (size_t)k];
    for (int k = 0; k < classes; k++) top = score[k] > top ? score[k] : top;
    for (int k = 0; k < classes; k++) total += score[k] = exp(score[k] - top);
    for (int k = 0; k < classes; k++) good += x->allowed >> k & 1 ? score[k] : 0;
    for (int k = 0; k < classes; k++) {
        double p = score[k] / total, q = x->allowed >> k & 1 ? score[k] / (good > 1e-12 ? good : 1e-12) : 0;
        float gradient = x->weight * (float)(p - q);
        for (uint32_t i = 0; i < x->n; i++) {
            size_t at = (size_t)x->features[i] * (size_t)classes + (size_t)k;
            float g = gradient + decay * w[at];
            g2[at] += g * g;
            w[at] -= rate * g / (sqrtf(g2[at]) + 1e-3f);
        }
    }
    return -(double)x->weight * log(good / total + 1e-12);
}

typedef struct Recipe {
    const char *name;
    size_t buckets;
    int classes;
    float rate, decay;
} Recipe;

static const Recipe for_category = {"rank.kind", RANK_BUCKETS, RANK_CLASSES, 0.04f, 5e-4f},
                    for_role = {"rank.role", ROLE_BUCKETS, ROLE_CLASSES, 0.04f, 5e-4f},
                    for_sure = {"rank.sure", SURE_BUCKETS, SURE_CLASSES, 0.02f, 2e-3f};

/* Eight bits a weight. */
static Linear quantise(const float *w, const Recipe *r) {
    size_t n = r->buckets * (size_t)r->classes;
    float top = 1e-6f;
    for (size_t i = 0; i < n; i++) top = fabsf(w[i]) > top ? fabsf(w[i]) : top;
    int8_t *small = base_alloc(n);
    for (size_t i = 0; i < n; i++) small[i] = (int8_t)lrintf(w[i] / (top / 127));
    return (Linear){small, top / 127, r->classes, NULL};
}

/* Learns from all examples but those of fold `without` (FOLDS: from all). */
static Linear learn(const Trainer *t, const Examples *list, const Recipe *r, unsigned without) {
    size_t size = r->buckets * (size_t)r->classes, n = 0;
    float *w = base_zalloc(size * sizeof *w), *g2 = base_zalloc(size * sizeof *g2);
    size_t *order = base_alloc((list->n + 1) * sizeof *order);
    uint64_t seed = t->seed;
    for (size_t i = 0; i < list->n; i++)
        if (list->all[i].fold != without) order[n++] = i;
    double loss = 0;
    for (unsigned epoch = 0; epoch < t->epochs; epoch++) {
        loss = 0;
        for (size_t i = n; i > 1; i--) { /* Fisher and Yates */
            size_t k = next_random(&seed) % i, had = order[i - 1];
            order[i - 1] = order[k];
            order[k] = had;
        }
        for (size_t i = 0; i < n; i++) loss += step(&list->all[order[i]], r->classes, w, g2, r->rate, r->decay);
    }
    if (without == FOLDS) printf("%s  examples %zu  loss %.4f\n", r->name, n, loss / (double)(n ? n : 1));
    Linear m = quantise(w, r);
    free(w);
    free(g2);
    free(order);
    return m;
}

typedef void Lesson(Trainer *t, Coded *coded, size_t n, const Row *row, Examples *list);

/* One model more: runs all rows through the stages as they are with the models before, each judged by one that did not see it, and learns what `lesson` takes
 * from them. out[FOLDS] becomes the model that learnt from all. */
static Examples learn_stage(Trainer *t, Lesson *lesson, const Recipe *r, Rank *folds, Linear *(*part)(Rank *)) {
    Examples list = {0};
    for (size_t i = 0; i < t->n_rows; i++) {
        enum { SENTENCES_MAX = 8 };
        Coded coded[SENTENCES_MAX];
        const Row *row = &t->rows[i];
        arena_reset(&t->document);
        t->coder->rank = folds[row->bucket % FOLDS];
        lesson(t, coded, code_text(t, row->text, row->size, coded, row->story ? 2 : SENTENCES_MAX), row, &list);
    }
    for (unsigned k = 0; k <= FOLDS; k++) *part(&folds[k]) = learn(t, &list, r, k);
    return list;
}

/* ---- calibration ---- */

typedef struct Judged {
    double raw, right, weight;
} Judged;

static int by_raw(const void *a, const void *b) {
    double x = ((const Judged *)a)->raw, y = ((const Judged *)b)->raw;
    return x < y ? -1 : x > y;
}

/* Pools neighbours until the share of right ones never falls (pool adjacent violators; Ayer and others 1955). Returns how many pools are left. */
static size_t pool_adjacent(Judged *list, size_t n) {
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        list[m++] = list[i];
        while (m > 1 && list[m - 2].right >= list[m - 1].right) {
            Judged *a = &list[m - 2], *b = &list[m - 1];
            double w = a->weight + b->weight;
            *a = (Judged){(a->raw * a->weight + b->raw * b->weight) / w, (a->right * a->weight + b->right * b->weight) / w, w};
            m--;
        }
    }
    return m;
}

/* The map's points, between pools; two records that were right half the time stand at each end, so that no end claims to be certain. */
static void map_points(const Judged *pools, size_t n, float *map) {
    for (int k = 0; k < MAP_POINTS; k++) {
        double raw = (double)k / (MAP_POINTS - 1);
        size_t above = 0;
        while (above < n && pools[above].raw < raw) above++;
        const Judged *a = above ? &pools[above - 1] : &pools[0], *b = above < n ? &pools[above] : &pools[n - 1];
        double share = b->raw > a->raw ? (raw - a->raw) / (b->raw - a->raw) : 0;
        map[k] = (float)(a->right + (b->right - a->right) * share);
    }
}

/* What shares of the records at each raw confidence are right, judged by models that did not see them. */
static void calibrate(const Examples *list, const Rank *folds, float *map) {
    Judged *judged = base_alloc((list->n + 1) * sizeof *judged);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const Example *x = &list->all[i];
        Judged j = {sure_raw(&folds[x->fold].sure, x->features, x->n), x->allowed >> 1 & 1, 1};
        if (i && list->all[i - 1].group == x->group && n) {
            if (j.raw > judged[n - 1].raw) judged[n - 1] = j;
        } else {
            judged[n++] = j;
        }
    }
    qsort(judged, n, sizeof *judged, by_raw);
    for (size_t i = 0; i < n; i++) judged[i].right = (judged[i].right * 50 + 0.5) / 51; /* no pool is ever all right or all wrong */
    n = pool_adjacent(judged, n);
    if (n) map_points(judged, n, map);
    free(judged);
}

static Linear *category_of(Rank *r) { return &r->category; }
static Linear *role_of(Rank *r) { return &r->role; }
static Linear *sure_of(Rank *r) { return &r->sure; }

static void write_linear(ImageWriter *writer, const Linear *m, const Recipe *r) {
    char name[16];
    snprintf(name, sizeof name, "%s.w", r->name);
    buf_add(image_writer_section(writer, name, (size_t)r->classes), m->weights, r->buckets * (size_t)r->classes);
    snprintf(name, sizeof name, "%s.s", r->name);
    buf_add(image_writer_section(writer, name, sizeof m->scale), &m->scale, sizeof m->scale);
}

static int write_model(const Rank *r, const char *path) {
    ImageWriter writer = {0};
    Buf bytes = {0};
    write_linear(&writer, &r->category, &for_category);
    write_linear(&writer, &r->role, &for_role);
    write_linear(&writer, &r->sure, &for_sure);
    buf_add(image_writer_section(&writer, "rank.map", sizeof *r->map), r->map, r->n_map * sizeof *r->map);
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
    bool ok = image_open(im, attache_knowledge_start, size, KB_MAGIC, KB_VERSION, "knowledge", ATTACHE_ERR_TABLE, &t->reporter) == ATTACHE_OK &&
              kb_open(&t->know, im, &t->reporter) == ATTACHE_OK && lang_open(&t->lang, NULL, im, &t->reporter) == ATTACHE_OK &&
              code_open(&t->coder, im, t->know, &t->reporter) == ATTACHE_OK;
    if (ok) t->scratch = lang_scratch_new(t->lang);
    return ok ? 0 : 3;
}

int main(int argc, char **argv) {
    Trainer t = {.epochs = 8, .seed = 1};
    int at = 1;
    for (; at + 1 < argc && !strncmp(argv[at], "--", 2); at += 2) {
        unsigned long v = strtoul(argv[at + 1], NULL, 10);
        if (!strcmp(argv[at], "--leave"))
            for (const char *p = argv[at + 1]; *p >= '0' && *p <= '9'; p++) t.leave[*p - '0'] = true;
        else if (!strcmp(argv[at], "--labelled"))
            t.labelled = argv[at + 1];
        else if (!strcmp(argv[at], "--epochs"))
            t.epochs = (unsigned)v;
        else if (!strcmp(argv[at], "--seed"))
            t.seed = v;
        else
            break;
    }
    if (argc - at < 2) {
        fprintf(stderr, "usage: train_code [--leave DIGITS] [--labelled FILE] [--epochs N] [--seed N] EVENTS_DIR OUT [CASES...]\n");
        return 2;
    }
    if (open_stages(&t)) return 3;
    if (read_relations(&t, argv[at]) != ATTACHE_OK || read_quads(&t, argv[at]) != ATTACHE_OK || read_roles(&t, argv[at]) != ATTACHE_OK ||
        read_stories(&t, argv[at]) != ATTACHE_OK || read_labelled(&t, t.labelled) != ATTACHE_OK)
        return 3;
    for (int i = at + 2; i < argc; i++)
        if (read_cases(&t, argv[i]) != ATTACHE_OK) return 3;
    share_quads(&t);
    printf("rows %zu  left out %zu\n", t.n_rows, t.held);
    Rank folds[FOLDS + 1] = {0};
    learn_stage(&t, learn_roles, &for_role, folds, role_of);
    learn_stage(&t, learn_category, &for_category, folds, category_of);
    Examples judged = learn_stage(&t, learn_confidence, &for_sure, folds, sure_of);
    float map[MAP_POINTS];
    calibrate(&judged, folds, map);
    folds[FOLDS].map = map;
    folds[FOLDS].n_map = MAP_POINTS;
    int status = write_model(&folds[FOLDS], argv[at + 1]);
    lang_scratch_free(t.scratch);
    code_close(t.coder);
    lang_close(t.lang);
    kb_close(t.know);
    arena_free(&t.document);
    arena_free(&t.kept);
    return status;
}
