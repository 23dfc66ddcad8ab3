/* sketch.c - computes sketches of texts, and decides whether one text is a copy of another. */
#include "link/sketch.h"

#include "base/bytes.h"

enum { WORDS_MAX = 120, WORDS_MIN = 15, SHINGLE = 3, ALIKE = 19 };
_Static_assert(SKETCH_MINIMA % SKETCH_BANDS == 0 && SKETCH_MINIMA % 8 == 0, "minima are whole bands, and are found eight at a time");

/* Hashes of the first words, in lower case and without punctuation. */
static size_t hash_words(const char *text, size_t n, uint64_t out[WORDS_MAX]) {
    size_t words = 0;
    uint64_t h = 0;
    for (size_t i = 0; i <= n && words < WORDS_MAX; i++) {
        unsigned char c = i < n ? (unsigned char)text[i] : ' ';
        bool letter = (c | 32) >= 'a' ? (c | 32) <= 'z' || c >= 0x80 : c >= '0' && c <= '9';
        if (letter) h = (h ^ (c < 0x80 && c > '9' ? c | 32 : c)) * 0x100000001b3u + 0x9e3779b97f4a7c15u;
        if (letter || !h) continue;
        out[words++] = h;
        h = 0;
    }
    return words;
}

/* A different order of the triples for each k: an odd multiplier c (2k + 1), the upper half of h c (2k + 1) + d k (Dietzfelbinger's multiply-shift), computed
 * incrementally. Four at a time, with one copy for processors with such registers and one for others: value by value it took one per cent of an ingest. */
typedef uint64_t Four __attribute__((vector_size(32)));
typedef uint32_t Eight __attribute__((vector_size(32)));

#if defined __x86_64__ && !defined __clang__
__attribute__((target_clones("avx2", "default")))
#endif
static void find_minima(const uint64_t *triples, size_t n, uint32_t out[SKETCH_MINIMA]) {
    enum { EIGHTS = SKETCH_MINIMA / 8, UP = BYTES_HOST_IS_LITTLE }; /* UP: which 32 bits of 64 are the upper ones */
    Eight minima[EIGHTS];
    memset(minima, 0xFF, sizeof minima);
    for (size_t i = 0; i < n; i++) {
        uint64_t v = triples[i] * 0x9e3779b97f4a7c15u, step = 2 * v + 0xd6e8feb86659fd93u;
        Four low = {v, v + step, v + 2 * step, v + 3 * step}, four = {4 * step, 4 * step, 4 * step, 4 * step};
        for (size_t k = 0; k < EIGHTS; k++) {
            Four high = low + four;
            Eight upper = __builtin_shufflevector((Eight)low, (Eight)high, UP, 2 + UP, 4 + UP, 6 + UP, 8 + UP, 10 + UP, 12 + UP, 14 + UP), less = (Eight)(upper < minima[k]);
            minima[k] = (upper & less) | (minima[k] & ~less);
            low = high + four;
        }
    }
    memcpy(out, minima, sizeof minima);
}

bool sketch_make(const char *text, size_t n, Sketch *out) {
    uint64_t words[WORDS_MAX], triples[WORDS_MAX];
    size_t n_words = hash_words(text, n, words);
    if (n_words < WORDS_MIN) return false;
    for (size_t i = 0; i + SHINGLE <= n_words; i++) triples[i] = hash_mix(hash_mix(words[i], words[i + 1]), words[i + 2]);
    find_minima(triples, n_words - SHINGLE + 1, out->minima);
    return true;
}

void sketch_write(const Sketch *s, char out[SKETCH_BYTES]) {
    for (size_t i = 0; i < SKETCH_MINIMA; i++) bytes_put32(&out, s->minima[i]);
}

void sketch_read(const char in[SKETCH_BYTES], Sketch *out) {
    for (size_t i = 0; i < SKETCH_MINIMA; i++) out->minima[i] = bytes_take32(&in);
}

void sketch_bands(const Sketch *s, int64_t out[SKETCH_BANDS]) {
    enum { BAND_BYTES = SKETCH_BYTES / SKETCH_BANDS };
    char bytes[SKETCH_BYTES];
    sketch_write(s, bytes);
    for (size_t b = 0; b < SKETCH_BANDS; b++) out[b] = (int64_t)hash_mix(hash_bytes(bytes + b * BAND_BYTES, BAND_BYTES), b);
}

bool sketch_alike(const Sketch *a, const Sketch *b, int32_t day_a, int32_t day_b) {
    int equal = 0, apart = day_a > day_b ? day_a - day_b : day_b - day_a;
    for (size_t i = 0; i < SKETCH_MINIMA; i++) equal += a->minima[i] == b->minima[i];
    if (!day_a || !day_b) return equal == SKETCH_MINIMA && day_a == day_b;
    return equal >= ALIKE && apart <= SKETCH_REACH;
}
