/* small_model.h - a language model with a few words, for fuzzing: quick to open, and it parses, if badly. */
#ifndef ATTACHE_SMALL_MODEL_H
#define ATTACHE_SMALL_MODEL_H

#include "lang/lang_int.h"

enum { EMBED = 64, WIDTH = 64, ARC = 32, LABEL = 32, TAGS = 20, WORDS = 16, SECTIONS = 16 };

static const struct {
    const char *name;
    uint32_t item;
} sections[SECTIONS] = {{"net.shape", sizeof(NetShape)}, {"net.weights", 1},    {"net.bias", 4},
                        {"net.scale", 4},                {"net.embed", 1},      {"net.unit", 2},
                        {"net.arc_bias", 4},             {"net.arc_root", 1},   {"net.label_root", 2},
                        {"net.label_bias", 2},           {"lang.dict", sizeof(DictEntry)}, {"lang.tags", sizeof(TagInfo)},
                        {"lang.xpos", 8},                {"lang.lemmas", sizeof(LemmaEntry)}, {"strings", 1},
                        {"lang.about", 1}};
static Buf whole[SECTIONS]; /* their content */

static void add_noise(Buf *b, size_t n, unsigned most) {
    uint64_t random = b->n + n;
    for (size_t i = 0; i < n; i++) buf_char(b, (char)((random = hash_mix(random, 7)) % (2 * most + 1) - most));
}

static void add_zeros(Buf *b, size_t n) {
    buf_reserve(b, n);
    memset(b->p + b->n, 0, n);
    b->n += n;
}

static void make_words(Buf *dict, Buf *tags, Buf *xpos, Buf *lemmas, Buf *strings) {
    static const char *const names[] = {"NN", "VBD", "VBZ", "VBN", "VB", "NNS"};
    for (uint32_t i = 0; i < WORDS; i++) buf_add(dict, &(DictEntry){.check = i % 3 ? net_hash("talks", 5, 1) | 1 : 0, .row = i}, sizeof(DictEntry));
    for (uint8_t i = 0; i < TAGS; i++) buf_add(tags, &(TagInfo){.upos = i % UPOS_COUNT, .xpos = i % COUNT_OF(names)}, sizeof(TagInfo));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char name[8] = {0};
        memcpy(name, names[i], strlen(names[i]));
        buf_add(xpos, name, sizeof name);
    }
    for (uint32_t i = 0; i < 8; i++) {
        uint64_t key = i % 2 ? lemma_key("ministers", 9, LEMMA_NOUN) : 0;
        buf_add(lemmas, &(LemmaEntry){.key = key, .lemma = i % 4}, sizeof(LemmaEntry));
    }
    buf_add(strings, "\0minister\0", 10);
}

static void make_model(void) {
    NetShape shape = {.embed = EMBED, .width = WIDTH, .layers = 2, .tag_layer = 1, .arc = ARC, .label = LABEL, .n_tags = TAGS, .n_words = WORDS};
    size_t rows = WORDS + ROWS_HASHED, outputs = ADDS * 4 * WIDTH + 3 * WIDTH + 32 + 2 * ARC + 2 * LABEL + NET_LABELS;
    size_t weights = EMBED * ADDS * 4 * WIDTH + 3 * WIDTH * WIDTH + (32 + 2 * ARC + 2 * LABEL) * WIDTH + NET_LABELS * LABEL;
    buf_add(&whole[0], &shape, sizeof shape);
    add_noise(&whole[1], weights, 100);
    add_zeros(&whole[2], outputs * 4);
    for (size_t i = 0; i < outputs; i++) buf_add(&whole[3], &(float){0.01f}, 4);
    add_noise(&whole[4], rows * EMBED, 100);
    add_noise(&whole[5], rows * 2, 3);
    add_zeros(&whole[6], DISTANCES * 4);
    add_zeros(&whole[7], ARC);
    add_zeros(&whole[8], LABEL * 2);
    add_zeros(&whole[9], DISTANCES * LABEL * 2);
    make_words(&whole[10], &whole[11], &whole[12], &whole[13], &whole[14]);
    buf_add(&whole[15], "made for a test", 16);
}

/* All sections into a writer. */
static void write_model(ImageWriter *w) {
    if (!whole[0].n) make_model();
    for (size_t i = 0; i < SECTIONS; i++) {
        Buf *b = image_writer_section(w, sections[i].name, sections[i].item);
        buf_add(b, whole[i].p, whole[i].n);
    }
}

#endif
