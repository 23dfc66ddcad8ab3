/* language.c - detects the language of a text: by its script and, within Latin, Cyrillic and Arabic script, by the small words and letters that distinguish a
 * language from its neighbours (data/languages.tsv). It needs a few hundred words; for fewer it gives no answer, because wrongly skipping a report is worse than
 * reading one in vain.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/map.h"
#include "read/page/page_int.h"
#include "vocab/wording.h"

enum {
    SAMPLE = 16 << 10, /* bytes */
    WORDS_MAX = 600,   /* of the sample */
    WORDS_MIN = 12,    /* fewer give no answer */
    FOREIGN_MIN = 24,  /* the same for another language than that of the tables */
    DIFFERENT_MIN = 4, /* words of the language that occur at all */
    LETTERS_MIN = 20,
};

/* ---- scripts ---- */

typedef enum Script {
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_ARABIC,
    SCRIPT_HAN,
    SCRIPT_KANA,
    SCRIPT_HANGUL,
    SCRIPT_DEVANAGARI,
    SCRIPT_GREEK,
    SCRIPT_HEBREW,
    SCRIPT_THAI,
    SCRIPT_GEORGIAN,
    SCRIPT_ARMENIAN,
    SCRIPT_BENGALI,
    SCRIPT_GURMUKHI,
    SCRIPT_GUJARATI,
    SCRIPT_ORIYA,
    SCRIPT_TAMIL,
    SCRIPT_TELUGU,
    SCRIPT_KANNADA,
    SCRIPT_MALAYALAM,
    SCRIPT_SINHALA,
    SCRIPT_LAO,
    SCRIPT_TIBETAN,
    SCRIPT_MYANMAR,
    SCRIPT_ETHIOPIC,
    SCRIPT_KHMER,
    SCRIPT_COUNT
} Script;

static const struct {
    uint32_t from, to;
    Script script;
} RANGES[] = {{0x41, 0x5A, SCRIPT_LATIN},        {0x61, 0x7A, SCRIPT_LATIN},       {0xC0, 0x24F, SCRIPT_LATIN},       {0x370, 0x3FF, SCRIPT_GREEK},
              {0x400, 0x52F, SCRIPT_CYRILLIC},   {0x530, 0x58F, SCRIPT_ARMENIAN},  {0x590, 0x5FF, SCRIPT_HEBREW},     {0x600, 0x77F, SCRIPT_ARABIC},
              {0x900, 0x97F, SCRIPT_DEVANAGARI}, {0x980, 0x9FF, SCRIPT_BENGALI},   {0xA00, 0xA7F, SCRIPT_GURMUKHI},   {0xA80, 0xAFF, SCRIPT_GUJARATI},
              {0xB00, 0xB7F, SCRIPT_ORIYA},      {0xB80, 0xBFF, SCRIPT_TAMIL},     {0xC00, 0xC7F, SCRIPT_TELUGU},     {0xC80, 0xCFF, SCRIPT_KANNADA},
              {0xD00, 0xD7F, SCRIPT_MALAYALAM},  {0xD80, 0xDFF, SCRIPT_SINHALA},   {0xE00, 0xE7F, SCRIPT_THAI},       {0xE80, 0xEFF, SCRIPT_LAO},
              {0xF00, 0xFFF, SCRIPT_TIBETAN},    {0x1000, 0x109F, SCRIPT_MYANMAR}, {0x10A0, 0x10FF, SCRIPT_GEORGIAN}, {0x1100, 0x11FF, SCRIPT_HANGUL},
              {0x1200, 0x139F, SCRIPT_ETHIOPIC}, {0x1780, 0x17FF, SCRIPT_KHMER},   {0x1E00, 0x1EFF, SCRIPT_LATIN},    {0x3040, 0x30FF, SCRIPT_KANA},
              {0x3400, 0x9FFF, SCRIPT_HAN},      {0xAC00, 0xD7AF, SCRIPT_HANGUL},  {0xFB50, 0xFEFC, SCRIPT_ARABIC}};

static int script_of(uint32_t cp) {
    if (cp < 0x80) return ((cp | 32) >= 'a' && (cp | 32) <= 'z') ? SCRIPT_LATIN : -1;
    for (size_t i = 2; i < COUNT_OF(RANGES) && cp >= RANGES[i].from; i++)
        if (cp <= RANGES[i].to) return (int)RANGES[i].script;
    return -1;
}

/* ---- words ---- */

static const struct {
    const char *code, *words;
} WORDS[] = {
#define BY_WORDS(code, words) {code, words},
#define BY_LETTERS(...)
#include <languages.inc>
};
enum { LANGUAGES = COUNT_OF(WORDS), LISTED_MAX = 2048 };
_Static_assert(LANGUAGES <= 64, "the languages that have a word are the bits of one number");

/* The languages that have a word: built once and kept for the life of the program. */
static Map listed;                        /* packed words: index in `languages_of` + 1 */
static uint64_t languages_of[LISTED_MAX]; /* one bit each */
static uint64_t listed_bits[256];         /* bits of the words that are listed: most words are not */
static int home;                          /* the language of the tables */

enum { WORD_ROOM = 24 };

/* A folded word as a number: its letters, or a hash of them if there are more than eight. */
static uint64_t pack_word(const char word[WORD_ROOM], size_t n) {
    if (n > 8) return hash_bytes(word, n);
    return n ? bytes_load64(word) & ~UINT64_C(0) >> (64 - 8 * n) : 0;
}

static size_t bit_of(uint64_t word) { return word * 0x9E3779B97F4A7C15u >> 50; }
static bool may_be_listed(uint64_t word) { return listed_bits[bit_of(word) / 64] >> (bit_of(word) & 63) & 1; }

static void make_table(void) {
    for (size_t k = 0; k < LANGUAGES; k++) {
        if (!strcmp(WORDS[k].code, wording[WORDING_LANGUAGE].list[0])) home = (int)k;
        for (const char *p = WORDS[k].words; *p;) {
            char word[WORD_ROOM] = "";
            size_t n = strcspn(p, " ");
            memcpy(word, p, n < sizeof word ? n : sizeof word);
            uint64_t key = pack_word(word, n), *at = map_put(&listed, key);
            if (!*at) *at = listed.n;
            listed_bits[bit_of(key) / 64] |= UINT64_C(1) << (bit_of(key) & 63);
            if (*at > LISTED_MAX) base_die("the lists of words by language have more than there is room for");
            languages_of[*at - 1] |= UINT64_C(1) << k;
            p += n + (p[n] == ' ');
        }
    }
}

/* The end of the letters, and apostrophes between them, that begin at `from`. */
static const char *word_end(const char *from, const char *end) {
    const char *p = from;
    while (p < end) {
        uint32_t cp;
        if ((*p | 32) >= 'a' && (*p | 32) <= 'z') {
            p++;
            continue;
        }
        if ((unsigned char)*p < 0x80 && !(*p == '\'' && p > from)) break;
        size_t n = utf8_next(p, end, &cp);
        if (!utf8_is_letter(cp) && cp != '\'') break;
        p += n;
    }
    return p;
}

/* How many words of each language occur, and how many different ones; returns the number of words. */
static int count_words(Slice s, int hits[LANGUAGES], int different[LANGUAGES]) {
    uint16_t times[LISTED_MAX] = {0}, met[WORDS_MAX];
    int words = 0, n_met = 0;
    for (const char *p = s.p, *end = s.p + s.n; p < end && words < WORDS_MAX;) {
        const char *from = p;
        p = word_end(p, end);
        if (p == from) {
            p += (unsigned char)*p < 0x80 ? 1 : utf8_next(p, end, &(uint32_t){0});
            continue;
        }
        char word[WORD_ROOM] = "";
        size_t n = p - from < 40 ? utf8_fold(from, (size_t)(p - from), word, sizeof word) : 0;
        words++;
        if (n < 2) continue; /* "U.S." is not Croatian */
        uint64_t key = pack_word(word, n);
        size_t at = may_be_listed(key) ? map_get(&listed, key) : 0;
        if (at && !times[at - 1]++) met[n_met++] = (uint16_t)(at - 1);
    }
    for (int k = 0; k < n_met; k++)
        for (uint64_t languages = languages_of[met[k]]; languages; languages &= languages - 1) {
            int i = __builtin_ctzll(languages);
            hits[i] += times[met[k]], different[i]++;
        }
    return words;
}

/* For Latin script. A language other than that of the tables needs a fifth of the words, and twice as many as that. */
static const char *by_words(Slice s) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_table);
    int hits[LANGUAGES] = {0}, different[LANGUAGES] = {0}, words = count_words(s, hits, different), best = home;
    if (words < WORDS_MIN) return "";
    for (int i = 0; i < (int)LANGUAGES; i++)
        if (hits[i] > hits[best]) best = i;
    bool enough = words >= FOREIGN_MIN && different[best] >= DIFFERENT_MIN && hits[best] * 5 >= words;
    if (best != home && enough && hits[best] >= 2 * hits[home]) return WORDS[best].code;
    return hits[home] * 8 >= words && hits[home] * 4 >= 3 * hits[best] ? WORDS[home].code : "";
}

/* ---- letters ---- */

enum { LETTERS_MAX = 6 };

typedef struct Letters {
    uint32_t list[LETTERS_MAX]; /* up to a 0 */
    int per_thousand;           /* at least this many of the script's letters are among them */
} Letters;

/* The language of a text is the first of its script for which both hold. */
static const struct {
    Script script;
    const char *code;
    Letters some, also;
} LETTERS[] = {
#define BY_WORDS(...)
#define BY_LETTERS(script, code, some, some_of, also, also_of) {SCRIPT_##script, code, {some, some_of}, {also, also_of}},
#include <languages.inc>
};

static bool has_letters(Slice s, const Letters *l, int letters) {
    int n = 0;
    if (!l->per_thousand) return true;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        uint32_t cp;
        p += utf8_next(p, end, &cp);
        if (cp < 0x80) continue;
        if (cp >= 0x410 && cp <= 0x42F) cp += 32;
        for (size_t i = 0; i < LETTERS_MAX && l->list[i]; i++) n += cp == l->list[i];
    }
    return n * 1000 >= l->per_thousand * letters;
}

static const char *by_letters(Slice s, Script script, int letters) {
    for (size_t i = 0; i < COUNT_OF(LETTERS); i++)
        if (LETTERS[i].script == script && has_letters(s, &LETTERS[i].some, letters) && has_letters(s, &LETTERS[i].also, letters)) return LETTERS[i].code;
    return "";
}

/* ---- both ---- */

/* How many of eight bytes are ASCII letters; -1 if not all are ASCII. */
static int letters_of_eight(const char *p) {
    const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
    uint64_t v;
    memcpy(&v, p, 8);
    if (v & high) return -1;
    v |= ones * 0x20;
    return __builtin_popcountll((v + ones * (0x80 - 'a')) & ~(v + ones * (0x80 - 'z' - 1)) & high);
}

const char *language_of(Slice s) {
    int letters[SCRIPT_COUNT] = {0}, all = 0, most = 0;
    if (s.n > SAMPLE) s.n = SAMPLE;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        uint32_t cp;
        int latin = end - p >= 8 ? letters_of_eight(p) : -1;
        if (latin >= 0) {
            letters[SCRIPT_LATIN] += latin, all += latin, p += 8;
            continue;
        }
        p += utf8_next(p, end, &cp);
        int script = script_of(cp);
        if (script < 0) continue;
        letters[script]++;
        all++;
    }
    for (int i = 1; i < SCRIPT_COUNT; i++)
        if (letters[i] > letters[most]) most = i;
    if (letters[most] < LETTERS_MIN || letters[most] * 2 < all) return "";
    if (most == SCRIPT_LATIN) return by_words(s);
    if (most == SCRIPT_HAN && letters[SCRIPT_KANA] * 10 > letters[SCRIPT_HAN]) most = SCRIPT_KANA; /* Japanese has both */
    return by_letters(s, (Script)most, letters[most]);
}
