/* outlet.c - removes the name of an outlet before or after a headline, if there is evidence: it is the site's name, or in its address, or a known one, or a short
 * capitalised name with a typical ending. "Talks end - Gulf News" becomes "Talks end" if that is long enough for a headline.
 */
#include <ctype.h>

#include "read/page/page_int.h"
#include "vocab/wording.h"

enum { NAME_WORDS = 5, HEADLINE_WORDS = 3 };

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

bool outlet_is(Slice name, Slice site, Slice url) {
    if (!name.n || outlet_words(name) > NAME_WORDS) return false;
    if (site.n && meta_same_words(name, site)) return true;
    if (wording_has_folded(WORDING_OUTLETS, name) || is_of_host(name, url)) return true;
    return outlet_words(name) > 1 && is_in_capitals(name) && wording_has_folded(WORDING_OUTLET_ENDS, last_word(name));
}

/* A mark between a headline and a name: " - ", " | ". */
static size_t mark_at(Slice s, size_t at) {
    static const char *const marks[] = {" - ", " | ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", " :: ", " \xC2\xB7 ", " \xC2\xBB "};
    if (s.p[at] != ' ') return 0; /* as most are not */
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        size_t n = strlen(marks[i]);
        if (s.n - at > n && memcmp(s.p + at, marks[i], n) == 0) return n;
    }
    return 0;
}

Slice outlet_strip(Slice title, Slice site, Slice url) {
    for (size_t at = title.n; at-- > 1;) {
        size_t n = mark_at(title, at);
        if (!n) continue;
        Slice head = {title.p, at}, tail = {title.p + at + n, title.n - at - n};
        if (outlet_words(head) >= HEADLINE_WORDS && outlet_is(tail, site, url)) title = head;
        break;
    }
    for (size_t at = 1; at < title.n; at++) {
        size_t n = mark_at(title, at);
        if (!n) continue;
        Slice head = {title.p, at}, tail = {title.p + at + n, title.n - at - n};
        return outlet_words(tail) >= HEADLINE_WORDS && outlet_is(head, site, url) ? tail : title;
    }
    return title;
}
