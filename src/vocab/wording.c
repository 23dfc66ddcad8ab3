/* wording.c - the lists of data/lines.tsv and data/lists.tsv as tables, and one map of all their words. */
#include "vocab/wording.h"

#include <ctype.h>
#include <pthread.h>

#include "base/map.h"

#define LIST(name, ...) static const char *const list_##name[] = {__VA_ARGS__};
#include <wording.inc>

const Wording wording[WORDING_COUNT] = {
#define LIST(name, ...) {list_##name, COUNT_OF(list_##name)},
#include <wording.inc>
};

/* Built once and kept for the life of the program: the index + 1 of a word in a list; and by its first byte how long the words of a list are, a bit for each length up to 31, so
 * that most words need no look-up. */
static Map places;
static uint64_t key_bits[1 << 9]; /* which bits the keys of all words have: few others have them too */
static uint32_t lengths[WORDING_COUNT][256];

static uint32_t length_bit(size_t n) { return UINT32_C(1) << (n < 31 ? n : 31); }
static bool may_be(WordingList list, char first, size_t n) { return lengths[list][(unsigned char)first] & length_bit(n); }

static uint64_t key_of(WordingList list, const char *p, size_t n) { return hash_mix(hash_bytes(p, n), (uint64_t)list); }

static uint64_t *bits_of(uint64_t key) { return &key_bits[key >> 38 & (COUNT_OF(key_bits) - 1)]; }
static uint64_t bit_of(uint64_t key) { return UINT64_C(1) << (key >> 32 & 63); }

static void make_places(void) {
    for (unsigned list = 0; list < WORDING_COUNT; list++)
        for (size_t i = 0; i < wording[list].n; i++) {
            const char *p = wording[list].list[i];
            for (size_t n; *p; p += n + (p[n] == '=')) {
                n = strcspn(p, "=");
                uint64_t key = key_of((WordingList)list, p, n), *at = map_put(&places, key);
                if (!*at) *at = i + 1;
                *bits_of(key) |= bit_of(key);
                lengths[list][(unsigned char)*p] |= length_bit(n);
            }
        }
}

static void open_places(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_places);
}

int wording_place(WordingList list, Slice word) {
    open_places();
    if (!word.n || !may_be(list, word.p[0], word.n)) return -1;
    uint64_t key = key_of(list, word.p, word.n);
    return *bits_of(key) & bit_of(key) ? (int)map_get(&places, key) - 1 : -1;
}

static int place_folded(WordingList list, Slice word) {
    char folded[40];
    open_places();
    if (!word.n || word.n > sizeof folded || !may_be(list, (char)tolower((unsigned char)word.p[0]), word.n)) return -1;
    for (size_t i = 0; i < word.n; i++) folded[i] = (char)tolower((unsigned char)word.p[i]);
    return wording_place(list, (Slice){folded, word.n});
}

bool wording_has_folded(WordingList list, Slice word) { return place_folded(list, word) >= 0; }

static size_t at_edge(WordingList list, Slice s, bool end) {
    for (size_t i = 0; i < wording[list].n; i++) {
        size_t n = strlen(wording[list].list[i]);
        if (s.n >= n && !strncasecmp(s.p + (end ? s.n - n : 0), wording[list].list[i], n)) return n;
    }
    return 0;
}

size_t wording_begins(WordingList list, Slice s) { return at_edge(list, s, false); }
size_t wording_ends(WordingList list, Slice s) { return at_edge(list, s, true); }

int wording_month(Slice name) { return place_folded(WORDING_MONTHS, name) + 1; }
