/* name.c - tells the names of people, and lines that begin like a byline, from other text, by their capitals and the words of data/lines.tsv. */
#include <ctype.h>

#include "read/page/page_int.h"

enum { NAME_MAX = 60, NAME_WORDS = 6 };

bool name_is_listed(WordingList list, Slice s) {
    for (size_t i = 0; i < wording[list].n; i++)
        if (s.n == strlen(wording[list].list[i]) && strncasecmp(s.p, wording[list].list[i], s.n) == 0) return true;
    return false;
}

Slice name_trim(Slice s) {
    while (s.n && strchr(" ,;:/|(-", s.p[0])) s.p++, s.n--;
    while (s.n && strchr(" ,;:/|()-", s.p[s.n - 1])) s.n--;
    return s;
}

/* A capital, or a letter of a script without case. */
static bool begins_large(Slice word) {
    uint32_t cp = 0;
    utf8_next(word.p, word.p + word.n, &cp);
    return utf8_is_upper(cp) || (cp >= 0x590 && utf8_is_letter(cp));
}

/* "Ann Onymous", "Luca de' Neri": at least `least` words, with at most half of them in lower case, but not the first and last, and without an article. */
bool name_is(Slice s, int least) {
    int words = 0, small = 0;
    bool large = false;
    if (!s.n || s.n > NAME_MAX || name_is_listed(WORDING_NOBODY, s)) return false;
    for (size_t i = 0; i < s.n;) {
        const char *end = memchr(s.p + i, ' ', s.n - i);
        size_t n = end ? (size_t)(end - s.p) - i : s.n - i;
        large = n && begins_large((Slice){s.p + i, n});
        if ((!words && !large) || wording_has(WORDING_THE, (Slice){s.p + i, n})) return false;
        words++, small += !large;
        for (size_t k = i; k < i + n; k++)
            if (isdigit((unsigned char)s.p[k]) || strchr(":!?@\"", s.p[k])) return false;
        i += n + 1;
    }
    return words >= least && words <= NAME_WORDS && small * 2 <= words && large;
}

/* The length of a separator between two names at s.p, 0 if there is none. */
size_t name_joint_at(Slice s) {
    if (strchr("/;|(", s.p[0])) return 1;
    return wording_begins(WORDING_NAME_JOINTS, s);
}

/* Without "By" or its equivalents in other languages, and without the text after the names. */
Slice name_alone(Slice s) {
    size_t head = wording_begins(WORDING_BYLINES, s);
    s = meta_names_alone((Slice){s.p + head, s.n - head});
    while (s.n && strchr(" ,:-", s.p[0])) s.p++, s.n--;
    return s;
}

/* A line that begins like a byline; in languages other than English only if a name follows: names also begin with "Von" and "Di". */
Slice name_signed(Slice s) {
    size_t head = wording_begins(WORDING_BYLINES, s);
    if (!head || s.n <= head + 3 || s.n >= BYLINE_MAX) return (Slice){"", 0};
    Slice names = name_alone(s);
    if (wording_begins(WORDING_BY, s)) return names;
    size_t end = 0;
    while (end < names.n && !name_joint_at((Slice){names.p + end, names.n - end})) end++;
    return name_is(name_trim((Slice){names.p, end}), 2) ? names : (Slice){"", 0};
}

bool name_is_byline(Slice s) { return s.n && s.p[s.n - 1] != '.' && name_signed(s).n > 0; }
