/* outlet.c - the name of an outlet before or behind a headline, by evidence: it is the site's, or that of its address, or one that is known (data/outlets.tsv), or other titles
 * have it too (ahead.c), or it is a short name in capitals that ends as those of outlets do. "Talks end - Gulf News" is "Talks end" where the headline is long enough to be one.
 */
#include <ctype.h>

#include "read/page/page_int.h"
#include "vocab/wording.h"

enum { NAME_WORDS = 5, HEADLINE_WORDS = 3, SECTION_WORDS = 3, THE_WORDS = 2, THE_HEADLINE = 5 };

size_t outlet_words(Slice s) {
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += s.p[i] != ' ' && (i == 0 || s.p[i - 1] == ' ');
    return n;
}

/* Each word is capitalised, except small words in names. */
static bool is_in_capitals(Slice s) {
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' || (i && s.p[i - 1] != ' ')) continue;
        size_t n = 0;
        while (i + n < s.n && s.p[i + n] != ' ') n++;
        if (islower((unsigned char)s.p[i]) && !wording_has(WORDING_SMALL_WORDS, (Slice){s.p + i, n})) return false;
    }
    return true;
}

static Slice first_word(Slice s) {
    size_t n = 0;
    while (n < s.n && s.p[n] != ' ') n++;
    return (Slice){s.p, n};
}

static Slice last_word(Slice s) {
    size_t at = s.n;
    while (at && s.p[at - 1] != ' ') at--;
    return (Slice){s.p + at, s.n - at};
}

/* "Gulf News" for https://www.gulfnews.com/...: the letters of the name are a label of the host. */
static bool is_of_host(Slice name, Slice url) {
    char letters[40];
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        if (!isalnum((unsigned char)name.p[i])) continue;
        if (n == sizeof letters) return false;
        letters[n++] = (char)tolower((unsigned char)name.p[i]);
    }
    if (!url.n || n < 4) return false;
    const char *host = memmem(url.p, url.n, "://", 3), *end = url.p + url.n;
    if (!host) return false;
    host += 3;
    const char *slash = memchr(host, '/', (size_t)(end - host));
    for (const char *p = host, *stop = slash ? slash : end; p + n <= stop; p++)
        if ((p == host || p[-1] == '.') && (p + n == stop || p[n] == '.') && strncasecmp(p, letters, n) == 0) return true;
    return false;
}

static Slice without_the(Slice s) {
    size_t n = wording_begins(WORDING_THE_BEFORE, s);
    return n < s.n ? (Slice){s.p + n, s.n - n} : s;
}

bool outlet_is(Slice name, Slice site, Slice url) {
    if (!name.n || outlet_words(name) > NAME_WORDS) return false;
    if (site.n && meta_same_words(name, site)) return true;
    if (wording_has_folded(WORDING_OUTLETS, name) || wording_has_folded(WORDING_KNOWN_OUTLETS, without_the(name)) || is_of_host(name, url)) return true;
    bool several = outlet_words(name) > 1 && is_in_capitals(name);
    return several && (wording_has_folded(WORDING_OUTLET_ENDS, last_word(name)) || wording_has_folded(WORDING_OUTLET_BEGINS, first_word(name)));
}

/* "The Irrawaddy" behind a headline: a name of few words with an article that is no state's. */
static bool is_with_the(Slice name) {
    Slice rest = without_the(name);
    return rest.n < name.n && isupper((unsigned char)name.p[0]) && outlet_words(rest) <= THE_WORDS && is_in_capitals(rest) && !wording_has_folded(WORDING_STATES, rest);
}

/* A mark between a headline and a name: " - ", " | ". A colon is one only behind a name: "before". */
static size_t mark_at(Slice s, size_t at, bool before) {
    static const char *const marks[] = {" - ",  " | ",  " \xE2\x80\x93 ", " \xE2\x80\x94 ", " :: ",         " \xC2\xB7 ",     " \xC2\xBB ",     " \xE2\x80\xA2 ",
                                        " // ", " || ", " \xC2\xAB ",      " \xE2\x80\xBA ", " \xE2\x80\xB9 ", " \xE2\x80\x95 ", " ~ ", " / ", " > ", " : "};
    if ((s.p[at] != ' ' && s.p[at] != ':') || at + 1 == s.n) return 0; /* as most are not */
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (marks[i][1] != s.p[at + 1]) continue;
        size_t n = strlen(marks[i]);
        if (s.n - at > n && memcmp(s.p + at, marks[i], n) == 0) return n;
    }
    return before && s.n - at > 2 && memcmp(s.p + at, ": ", 2) == 0 ? 2 : 0;
}

typedef struct Parts {
    Slice head, tail;
    size_t mark; /* its bytes, 0 if there is none */
} Parts;

static Parts cut_at(Slice title, size_t at, size_t mark) { return (Parts){{title.p, at}, {title.p + at + mark, title.n - at - mark}, mark}; }

static Parts cut_last(Slice title) {
    for (size_t at = title.n; at-- > 1;) {
        size_t n = mark_at(title, at, false);
        if (n) return cut_at(title, at, n);
    }
    return (Parts){0};
}

static Parts cut_first(Slice title) {
    for (size_t at = 1; at < title.n; at++) {
        size_t n = mark_at(title, at, true);
        if (n) return cut_at(title, at, n);
    }
    return (Parts){0};
}

/* "Talks end (BBC News)", "Talks end [Reuters]". */
static Slice without_bracket(Slice title, Slice site, Slice url) {
    char close = title.n > 2 ? title.p[title.n - 1] : 0;
    if (close != ')' && close != ']') return title;
    size_t at = title.n - 1;
    while (at && title.p[at] != (close == ')' ? '(' : '[')) at--;
    Slice name = {title.p + at + 1, title.n - at - 2};
    while (at && title.p[at - 1] == ' ') at--;
    return outlet_words((Slice){title.p, at}) >= HEADLINE_WORDS && outlet_is(name, site, url) ? (Slice){title.p, at} : title;
}

/* "Talks end | Africa | Gulf News", "Talks end - Politik - Tagblatt": between bars a few words, between other marks the name of one. */
static bool is_section(Parts section, Parts last) {
    bool same = section.mark == last.mark && section.mark && !memcmp(section.tail.p - section.mark, last.tail.p - last.mark, last.mark);
    if (!same || outlet_words(section.tail) > SECTION_WORDS) return false;
    return last.tail.p[-2] == '|' || wording_has_folded(WORDING_SECTIONS, section.tail);
}

Slice outlet_strip(Slice title, Slice site, Slice url, Slice shared) {
    title = without_bracket(title, site, url);
    Parts last = cut_last(title);
    bool of_outlet = last.mark && (outlet_is(last.tail, site, url) || meta_same_words(last.tail, shared) || (is_with_the(last.tail) && outlet_words(last.head) >= THE_HEADLINE));
    if (of_outlet && outlet_words(last.head) >= HEADLINE_WORDS) {
        title = last.head;
        Parts section = cut_last(title);
        if (is_section(section, last) && outlet_words(section.head) >= HEADLINE_WORDS) title = section.head;
    }
    Parts first = cut_first(title);
    bool named = first.mark && outlet_words(first.tail) >= HEADLINE_WORDS && (outlet_is(first.head, site, url) || meta_same_words(first.head, shared));
    return named ? first.tail : title;
}

static bool may_be_name(Slice name, Slice rest) {
    return outlet_words(name) <= NAME_WORDS && outlet_words(rest) >= HEADLINE_WORDS && !wording_has_folded(WORDING_STATES, without_the(name));
}

void outlet_sides(Slice title, Slice *before, Slice *behind) {
    Parts last = cut_last(title), first = cut_first(title);
    *before = first.mark && may_be_name(first.head, first.tail) ? first.head : (Slice){0};
    *behind = last.mark && may_be_name(last.tail, last.head) ? last.tail : (Slice){0};
}
