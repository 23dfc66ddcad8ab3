/* terms.c - splits text into words: runs of letters, and numbers without their commas. */
#include "link/terms.h"

#include <pthread.h>

#include "vocab/wording.h"

/* The bytes of words: letters, digits, and everything beyond ASCII. */
enum { LETTER = 1, DIGIT = 2, BEYOND = 4 };
static const uint8_t byte_kinds[256] = {['A' ... 'Z'] = LETTER, ['a' ... 'z'] = LETTER, ['0' ... '9'] = DIGIT, [0x80 ... 0xFF] = BEYOND};

uint16_t terms_hash(const char *p, size_t n) {
    uint16_t h = (uint16_t)(hash_bytes(p, n) >> 48);
    return h ? h : 1;
}

/* The letters in which one of the endings ends. Built once and kept for the life of the program. */
static bool ends_some[256];

static void make_ends(void) {
    const Wording *endings = &wording[WORDING_STEM_ENDINGS];
    for (size_t i = 0; i < endings->n; i++) ends_some[(unsigned char)endings->list[i][strlen(endings->list[i]) - 1]] = true;
}

/* Removes the endings in which reports of the same event differ: "shelled", "shelling", "exercises". */
static size_t stem(const char *w, size_t n) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const Wording *endings = &wording[WORDING_STEM_ENDINGS];
    pthread_once(&once, make_ends);
    if (!n || !ends_some[(unsigned char)w[n - 1]]) return n;
    for (size_t i = 0; i < endings->n; i++) {
        size_t k = strlen(endings->list[i]);
        if (n >= k + 4 && !memcmp(w + n - k, endings->list[i], k)) return n - k;
    }
    return n;
}

bool terms_names_day(const Term *t) { return !t->number && wording_has(WORDING_DAY_NAMES, (Slice){t->start, t->n}); }
bool terms_is_common(const Term *t) { return !t->number && wording_has_folded(WORDING_COMMON_WORDS, (Slice){t->start, t->n}); }

static void make_term(const char *start, size_t n, unsigned kinds, Term *out) {
    char word[TERM_MAX];
    size_t m = 0;
    *out = (Term){.start = start, .n = (uint8_t)n, .number = kinds == DIGIT};
    for (size_t i = 0; i < n; i++)
        if (start[i] != ',') word[m++] = (char)(byte_kinds[(unsigned char)start[i]] == LETTER ? start[i] | 32 : start[i]);
    if (!out->number) m = stem(word, m);
    out->hash = terms_hash(word, m);
    out->opening = terms_hash(word, m < TERM_OPENING ? m : TERM_OPENING);
}

bool terms_next(const char **p, const char *end, Term *out) {
    const char *at = *p;
    while (at < end) {
        const char *start = at;
        unsigned kind, kinds = 0;
        while (at < end && ((kind = byte_kinds[(unsigned char)*at]) || (kinds == DIGIT && *at == ',' && at + 1 < end && byte_kinds[(unsigned char)at[1]] == DIGIT))) {
            if (!kind && *at != ',') break;
            if (kind == BEYOND && (unsigned char)*at == 0xE2 && at + 2 < end && (unsigned char)at[1] == 0x80) break; /* a quotation mark or dash */
            kinds |= kind, at++;
        }
        size_t n = (size_t)(at - start);
        if (n >= TERM_MIN && n <= TERM_MAX) {
            make_term(start, n, kinds, out);
            *p = at;
            return true;
        }
        if (!n) at += at + 2 < end && (unsigned char)*at == 0xE2 && (unsigned char)at[1] == 0x80 ? 3 : 1;
    }
    *p = at;
    return false;
}
