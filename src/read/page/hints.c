/* hints.c - the meaning of class names and ids of elements. They are split into words at punctuation, digits and capitals ("postBody-2" is post, body), and each
 * word is looked up in data/hints.tsv, because publishers and their tools use similar names. No rule there is specific to one site.
 */
#include "read/page/page_int.h"

enum {
    WHOLE = 1 << 25, /* the whole word, otherwise a prefix is enough */
    /* Halves that only together have a meaning: "article-body", "read-more". */
    HALF_ARTICLE = 1 << 13,
    HALF_BODY = 1 << 14,
    HALF_MORE = 1 << 15,
    HALF_STORIES = 1 << 16,
    HALF_KEY = 1 << 17,
    HALF_POINTS = 1 << 18,
    HALF_POPUP = 1 << 19,
    HALF_BOX = 1 << 20,
    CANCEL = 1 << 21, /* "with-sidebar" is not a sidebar */
    HALF_SCREEN = 1 << 23,
    HALF_READER = 1 << 24,
    HALF_PICTURE = 1 << 26,
    HALF_TOLD = 1 << 27,
    HALF_SIZE = 1 << 28, /* "hidden-xs": on other screens it is seen */
    CANCEL_ALL = 1 << 22, /* an element of a page builder, or a whole post, whose other words mean nothing */
};

typedef struct Word {
    const char *word;
    unsigned what;
} Word;

/* The rows of data/hints.tsv, sorted by the first letter, so that a look-up compares only the few words with that letter. */
static const Word WORDS[] = {
#include <hints.inc>
};

static bool matches(const Word *w, const char *word, size_t n) {
    size_t k = strlen(w->word);
    return (w->what & WHOLE ? n == k : n >= k) && memcmp(w->word, word, k) == 0;
}

static unsigned look_up(const char *word, size_t n) {
    static _Thread_local uint16_t first[27];
    if (!first[26]) { /* where each letter's words begin */
        for (size_t i = COUNT_OF(WORDS); i-- > 0;) first[WORDS[i].word[0] - 'a'] = (uint16_t)i;
        first[26] = COUNT_OF(WORDS);
    }
    unsigned what = 0;
    for (size_t i = first[word[0] - 'a']; i < COUNT_OF(WORDS) && WORDS[i].word[0] == word[0]; i++)
        if (matches(&WORDS[i], word, n)) what |= WORDS[i].what & ~(unsigned)WHOLE;
    return what;
}

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

unsigned hints_of(Slice s) {
    unsigned got = 0;
    int n_more = 0;
    bool cancelled = false;
    for (size_t i = 0; i < s.n;) {
        char word[32];
        size_t n = 0;
        if (!is_letter(s.p[i])) {
            i++;
            continue;
        }
        do {
            if (n < sizeof word) word[n++] = (char)(s.p[i] | 32);
            i++;
        } while (i < s.n && is_letter(s.p[i]) && !(is_upper(s.p[i]) && !is_upper(s.p[i - 1])));
        unsigned what = look_up(word, n);
        if (cancelled) what &= ~(unsigned)(HINT_FURNITURE | HINT_BYLINE | HINT_HIDDEN | HINT_COMMENTS);
        cancelled = what & CANCEL;
        n_more += (what & HALF_MORE) != 0;
        got |= what;
    }
    if ((got & HALF_ARTICLE) && (got & HALF_BODY)) got |= HINT_BODY;
    if (n_more > 1 || (n_more && (got & HALF_STORIES))) got |= HINT_FURNITURE;
    if ((got & HALF_KEY) && (got & HALF_POINTS)) got |= HINT_HIGHLIGHTS;
    if (got & HALF_SIZE) got &= ~(unsigned)HINT_HIDDEN;
    if ((got & HALF_SCREEN) && (got & HALF_READER)) got |= HINT_HIDDEN;
    if ((got & HALF_PICTURE) && (got & HALF_TOLD)) got |= HINT_FURNITURE;
    if ((got & HALF_POPUP) && (got & (HALF_BOX | HALF_BODY))) got |= HINT_FURNITURE;
    if (got & CANCEL_ALL) got &= ~(unsigned)(HINT_FURNITURE | HINT_BYLINE);
    return got & HINTS_ALL;
}
