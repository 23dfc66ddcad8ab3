/* train_lang.c - treebanks in, a language model out.
 *
 *     build/train_lang [options] DATA_DIR OUT TRAIN.conllu...        (options: see usage below)
 *
 * Reads CoNLL-U (universaldependencies.org/format), keeps the last twentieth of each file aside to choose by, trains the network (train_net.c), learns the
 * lemmas that rules do not give (train_words.c; DATA_DIR holds irregular.tsv and frames.tsv, whose verbs the lemmatizer shall know) and writes one image.
 * The same bytes for the same seed, data and version on machines of the same vector unit, with one thread or two. A broken line is reported as FILE:LINE. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "train.h"

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
    Doubt doubt;
} Row;

/* "Sure=80|Other=3:15,7:4"; false if that is not what it says. Heads count from 1 here, 0 is the root. */
static bool read_doubt(const char *misc, Doubt *d) {
    const char *at = strstr(misc, "Sure=");
    *d = (Doubt){.sure = 100, .other = {-1, -1, -1}};
    if (!at) return true;
    unsigned long sure = strtoul(at + 5, NULL, 10);
    d->sure = (uint8_t)sure;
    if (sure > 100) return false;
    if (!(at = strstr(at, "|Other="))) return true;
    at += 7;
    for (int k = 0; k < DOUBTS; k++, at++) {
        char *end;
        unsigned long head = strtoul(at, &end, 10), worth = *end == ':' ? strtoul(end + 1, &end, 10) : 101;
        if (head > LANG_SENTENCE_MAX || worth > 100) return false;
        d->other[k] = (int16_t)head, d->worth[k] = (uint8_t)worth;
        at = end;
        if (*at != ',') break;
    }
    return true;
}

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
    if (!isdigit((unsigned char)cells[6][0]) || strlen(cells[6]) > 3) return "has no head";
    *row = (Row){arena_copy(&t->arena, cells[1], strlen(cells[1])),
                 arena_copy(&t->arena, cells[2], strlen(cells[2])),
                 tag_of(t, upos, cells[4]),
                 (uint8_t)label,
                 (int16_t)atoi(cells[6]),
                 {0}};
    return read_doubt(cells[9], &row->doubt) ? NULL : "has a MISC that is not Sure=N|Other=HEAD:N,... in hundredths";
}

/* What is wrong with a sentence's tree, or NULL. */
static const char *check_tree(const Row *rows, int n) {
    int roots = 0;
    for (int i = 0; i < n; i++) {
        if (rows[i].head > n) return "ends a sentence with a head outside it";
        if ((rows[i].head == 0) != (rows[i].label == DEP_ROOT)) return "ends a sentence where root is the relation of another word than its head 0's";
        for (int k = 0; k < DOUBTS; k++)
            if (rows[i].doubt.other[k] > n) return "ends a sentence with a doubtful head outside it";
        roots += rows[i].head == 0;
    }
    if (roots != 1) return roots ? "ends a sentence with two roots" : "ends a sentence without a root";
    for (int i = 0; i < n; i++) {
        int steps = 0;
        for (int k = i + 1; k && steps <= n; k = rows[k - 1].head) steps++;
        if (steps > n) return "ends a sentence whose heads run in a circle";
    }
    return NULL;
}

static void add_doubts(Trainer *t, Gold *g, const Row *rows) {
    g->made = true;
    g->doubts = arena_alloc(&t->arena, (size_t)g->n * sizeof *g->doubts);
    for (int i = 0; i < g->n; i++) {
        g->doubts[i] = rows[i].doubt;
        for (int k = 0; k < DOUBTS; k++)
            if (rows[i].doubt.other[k] >= 0) g->doubts[i].other[k] = (int16_t)(rows[i].doubt.other[k] ? rows[i].doubt.other[k] - 1 : g->n);
    }
}

static void add_sentence(Trainer *t, GoldList *to, const Row *rows, int n) {
    Gold *g = VEC_PUSH(&t->arena, to->list, to->n, to->cap);
    *g = (Gold){.n = n};
    g->forms = arena_alloc(&t->arena, (size_t)n * sizeof *g->forms);
    g->lemmas = arena_alloc(&t->arena, (size_t)n * sizeof *g->lemmas);
    g->tags = arena_alloc(&t->arena, (size_t)n * sizeof *g->tags);
    g->labels = arena_alloc(&t->arena, (size_t)n);
    g->heads = arena_alloc(&t->arena, (size_t)n * sizeof *g->heads);
    for (int i = 0; i < n; i++) {
        g->forms[i] = rows[i].form;
        g->lemmas[i] = rows[i].lemma;
        g->tags[i] = rows[i].tag;
        g->labels[i] = rows[i].label;
        g->heads[i] = (int16_t)(rows[i].head ? rows[i].head - 1 : n);
    }
    if (to == &t->silver) add_doubts(t, g, rows);
}

static attache_status read_treebank(Trainer *t, const char *path, GoldList *to) {
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
            if (n && !(wrong = check_tree(rows, n))) add_sentence(t, to, rows, n);
            n = 0;
        } else if (line[0] != '#' && !strpbrk(line, "\t")) {
            wrong = "is neither a comment nor a word";
        } else if (line[0] != '#' && line[strspn(line, "0123456789")] == '\t') {
            wrong = n < LANG_SENTENCE_MAX ? read_row(t, line, n + 1, &rows[n]) : "makes a sentence longer than attache reads in one piece";
            n++;
        }
    }
    if (n && !wrong) wrong = "ends the file within a sentence";
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
    GoldList *lists[] = {&t->train, &t->silver, &t->held, &t->dev};
    for (size_t l = 0; l < COUNT_OF(lists); l++)
        for (size_t i = 0; i < lists[l]->n; i++)
            for (int k = 0; k < lists[l]->list[i].n; k++) lists[l]->list[i].tags[k] = to[lists[l]->list[i].tags[k]];
    memcpy(t->tags, kept, sizeof kept);
    t->n_tags = n;
}

/* Sentences as news writes them, made of our own tables' words. */
static attache_status add_news(Trainer *t, const char *dir) {
    News *news;
    FORWARD_IF_ERROR(news_open(&news, dir, &t->arena, &t->reporter));
    for (uint64_t i = 0; i < t->options.made; i++) {
        Made made[MADE_MAX];
        Row rows[MADE_MAX];
        int words = news_make(news, hash_mix(t->options.seed + 17, i), made);
        for (int k = 0; k < words; k++) {
            size_t tag = 0;
            while (tag < t->n_tags && (t->tags[tag].upos != made[k].upos || strcmp(t->tags[tag].xpos, made[k].xpos))) tag++;
            rows[k] = (Row){(char *)(uintptr_t)made[k].form,
                            (char *)(uintptr_t)made[k].lemma,
                            (uint16_t)(tag < t->n_tags ? tag : 0),
                            made[k].label,
                            made[k].head,
                            {0}};
        }
        add_sentence(t, &t->train, rows, words);
        t->train.list[t->train.n - 1].made = true;
    }
    return ATTACHE_OK;
}

/* The last twentieth of a file's sentences. */
static void hold_out(Trainer *t, size_t from) {
    size_t keep = t->train.n - (t->train.n - from) / 20;
    for (size_t i = keep; i < t->train.n; i++) *VEC_PUSH(&t->arena, t->held.list, t->held.n, t->held.cap) = t->train.list[i];
    t->train.n = keep;
}

/* ---- writing ---- */

static void add(ImageWriter *w, const char *name, size_t item, const void *p, size_t bytes) {
    buf_add(image_writer_section(w, name, item), p, bytes);
}

static void write_tags(const Trainer *t, ImageWriter *w) {
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

int train_write_model(const Trainer *t, const Net *net, const char *path) {
    ImageWriter w = {0};
    Buf bytes = {0};
    write_tags(t, &w);
    net_write(net, &w);
    train_words_write(t, &w);
    add(&w, "lang.about", 1, t->options.about, strlen(t->options.about) + 1);
    image_writer_finish(&w, LANG_MAGIC, LANG_VERSION, &bytes);
    int status = write_file(path, &bytes);
    buf_free(&bytes);
    image_writer_free(&w);
    return status;
}

static int train(Trainer *t, const char *dir, const char *out) {
    prune_tags(t);
    if (add_news(t, dir) != ATTACHE_OK) return 3;
    train_words_build_dict(t);
    if (train_words_build_lemmas(t, dir) != ATTACHE_OK) return 3;
    printf("sentences %zu, of a teacher %zu, held out %zu, tags %zu, words %u, lemmas %zu\n", t->train.n, t->silver.n, t->held.n, t->n_tags,
           t->lang.shape.n_words, t->lemmas.n);
    Net *net = net_train(t);
    int status = train_write_model(t, net, out);
    net_free(net);
    return status;
}

static const char usage[] = "usage: train_lang [options] DATA_DIR OUT TRAIN.conllu...\n"
                            "  --dev FILE        only to print figures on\n"
                            "  --silver FILE     trees of a teacher (train/lang/teacher.py label)\n"
                            "  --share F         how many of them an epoch takes for each sentence of TRAIN\n"
                            "  --checkpoint FILE the best model so far by the sentences held out\n"
                            "  --state FILE      where it stands, after each epoch; goes on from there if the file is there\n"
                            "  --epochs N --seed N --threads 1|2 --batch N --rate F --dropout F --noise F\n"
                            "  --embed N --width N --layers N --tag-layer N --arc N --label N --made N --about TEXT\n";

static bool set_option(Trainer *t, const char *name, const char *value) {
    TrainOptions *o = &t->options;
    struct {
        const char *name;
        unsigned *to;
    } numbers[] = {{"--epochs", &o->epochs}, {"--threads", &o->threads},     {"--batch", &o->batch}, {"--embed", &o->embed}, {"--width", &o->width},
                   {"--layers", &o->layers}, {"--tag-layer", &o->tag_layer}, {"--arc", &o->arc},     {"--label", &o->label}, {"--made", &o->made}};
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        if (!strcmp(name, numbers[i].name)) return *numbers[i].to = (unsigned)strtoul(value, NULL, 10), true;
    if (!strcmp(name, "--seed"))
        o->seed = strtoull(value, NULL, 10);
    else if (!strcmp(name, "--rate"))
        o->rate = strtod(value, NULL);
    else if (!strcmp(name, "--dropout"))
        o->dropout = strtod(value, NULL);
    else if (!strcmp(name, "--noise"))
        o->noise = strtod(value, NULL);
    else if (!strcmp(name, "--share"))
        o->share = strtod(value, NULL);
    else if (!strcmp(name, "--state"))
        o->state = value;
    else if (!strcmp(name, "--silver"))
        return read_treebank(t, value, &t->silver) == ATTACHE_OK;
    else if (!strcmp(name, "--about"))
        o->about = value;
    else if (!strcmp(name, "--checkpoint"))
        o->checkpoint = value;
    else if (!strcmp(name, "--dev"))
        return read_treebank(t, value, &t->dev) == ATTACHE_OK;
    else
        return false;
    return true;
}

static bool check_options(const TrainOptions *o) {
    return o->embed >= 64 && o->embed <= NET_WIDTH_MAX && o->embed % 64 == 0 && o->width >= 64 && o->width <= NET_WIDTH_MAX && o->width % 64 == 0 &&
           o->layers >= 1 && o->layers <= NET_LAYERS_MAX && o->tag_layer >= 1 && o->tag_layer <= o->layers && o->arc && o->arc <= NET_ARC_MAX &&
           o->arc % 32 == 0 && o->label && o->label <= o->width && o->label % 32 == 0 && o->batch >= 2 && o->batch <= 256 && o->threads >= 1 &&
           o->threads <= 2 && o->epochs && o->dropout >= 0 && o->dropout < 0.9 && o->share >= 0;
}

int main(int argc, char **argv) {
    static Trainer t;
    int at = 1;
    t.options = (TrainOptions){.epochs = 30,
                               .threads = 2,
                               .embed = 128,
                               .width = 128,
                               .layers = 2,
                               .tag_layer = 2,
                               .arc = 64,
                               .label = 64,
                               .batch = 32,
                               .made = 2000,
                               .rate = 2e-3,
                               .dropout = 0.2,
                               .noise = 0.25,
                               .share = 1,
                               .seed = 1,
                               .about = "en; UD English EWT and GUM; CC BY-SA 4.0"};
    t.reporter.fn = say;
    for (; at + 1 < argc && !strncmp(argv[at], "--", 2); at += 2)
        if (!set_option(&t, argv[at], argv[at + 1])) return fputs(usage, stderr), 2;
    if (argc - at < 3 || !check_options(&t.options)) return fputs(usage, stderr), 2;
    for (int i = at + 2; i < argc; i++) {
        size_t from = t.train.n;
        if (read_treebank(&t, argv[i], &t.train) != ATTACHE_OK) return 3;
        hold_out(&t, from);
    }
    int status = train(&t, argv[at], argv[at + 1]);
    string_pool_free(&t.lemmas.strings);
    free(t.lemmas.slots);
    free(t.dict);
    free(t.word_count);
    arena_free(&t.arena);
    return status;
}
