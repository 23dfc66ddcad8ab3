/* dateline.c - the place where a report was filed, at the beginning of its first paragraph: "New Delhi :", "KYIV, Ukraine (AP) -", "Astana, Nov 11 (ANI):".
 *
 * A dateline has a place of capitalised words, then possibly a date and an agency, then a mark. Which marks are enough depends on the other evidence: capitals, a
 * date, an agency.
 */
#include <ctype.h>

#include "base/date.h"
#include "read/page/page_int.h"
#include "vocab/wording.h"

enum { DATELINE_MAX = 90, PLACE_WORDS_MAX = 6 };

/* Words that take the position of a place before a colon or dash. */

typedef struct Scan {
    const char *p, *end;
    int words, shouted; /* words of the place, and those in capitals */
    bool dated, agency;
} Scan;

static bool starts_with(const Scan *s, const char *what) { return (size_t)(s->end - s->p) >= strlen(what) && memcmp(s->p, what, strlen(what)) == 0; }
static void skip_spaces(Scan *s) {
    while (s->p < s->end && *s->p == ' ') s->p++;
}

/* A word with its inner marks: "Port-au-Prince", "St.", "U.N.", "ISLAMABAD/KABUL", "N'Djamena". */
static Slice word_at(const Scan *s) {
    const char *p = s->p;
    while (p < s->end) {
        uint32_t cp;
        size_t k = utf8_next(p, s->end, &cp);
        bool inner =
            p > s->p && (cp == '.' || cp == '\'' || cp == 0x2019 || cp == '/' || (cp == '-' && p + 1 < s->end && isalpha((unsigned char)p[1])));
        if (!utf8_is_letter(cp) && !inner) break;
        p += k;
    }
    return (Slice){s->p, (size_t)(p - s->p)};
}

static bool is_in(Slice w, const char *const *list, size_t n, size_t prefix) {
    while (w.n && w.p[w.n - 1] == '.') w.n--;
    for (size_t i = 0; i < n; i++) {
        size_t k = strlen(list[i]);
        if ((prefix ? w.n >= k : w.n == k) && strncasecmp(w.p, list[i], k) == 0) return true;
    }
    return false;
}

/* Whether a word begins like the name of a month. */
static bool is_month(Slice w) {
    return w.n >= 3 && wording_month((Slice){w.p, 3});
}

static bool begins_upper(Slice w) {
    uint32_t cp = 0;
    if (w.n) utf8_next(w.p, w.p + w.n, &cp);
    return utf8_is_upper(cp);
}

static bool is_shouted(Slice w) {
    int letters = 0;
    for (const char *p = w.p, *end = w.p + w.n; p < end;) {
        uint32_t cp;
        p += utf8_next(p, end, &cp);
        if (!utf8_is_letter(cp)) continue;
        if (!utf8_is_upper(cp)) return false;
        letters++;
    }
    return letters > 1;
}

static bool is_particle(Slice w) {
    return w.n && islower((unsigned char)w.p[0]) && is_in(w, wording[WORDING_PARTICLES].list, wording[WORDING_PARTICLES].n, 0);
}

/* The words of the place; ends before a comma, bracket or mark. */
static bool scan_place(Scan *s) {
    Slice w = word_at(s);
    if (!begins_upper(w) || is_in(w, wording[WORDING_NO_PLACES].list, wording[WORDING_NO_PLACES].n, 0)) return false;
    while (w.n && (begins_upper(w) || (s->words && is_particle(w)))) {
        if (++s->words > PLACE_WORDS_MAX) return false;
        s->shouted += is_shouted(w);
        s->p += w.n;
        const char *before = s->p;
        skip_spaces(s);
        w = word_at(s);
        if (!w.n) s->p = before;
    }
    return w.n == 0;
}

/* ", Nov 11", ", 11 November 2017", ", Monday", " 11 Nov": the part between place and agency. Leaves *s unchanged if there is none. */
static bool scan_date(Scan *s) {
    Scan t = *s;
    bool month = false, day = false;
    for (int i = 0; i < 5; i++) {
        while (t.p < t.end && (*t.p == ' ' || *t.p == ',' || *t.p == '.')) t.p++;
        const char *from = t.p;
        while (t.p < t.end && *t.p >= '0' && *t.p <= '9') t.p++;
        if (t.p > from) {
            if (t.p - from > 4) return false;
            day = true;
            s->p = t.p;
            continue;
        }
        Slice w = word_at(&t);
        bool known = is_month(w) || (w.n >= 3 && is_in(w, wording[WORDING_DAYS].list, wording[WORDING_DAYS].n, 3));
        if (!known) break;
        t.p += w.n;
        s->p = t.p;
        month = true;
    }
    return month || day;
}

/* " [India]": the country, in the style of Indian agencies. */
static void scan_country(Scan *s) {
    const char *end = starts_with(s, " [") ? memchr(s->p, ']', (size_t)(s->end - s->p)) : NULL;
    if (end && end + 1 < s->end && (end[1] == ',' || end[1] == ' ')) s->p = end + 1;
}

static bool scan_agency(Scan *s) {
    Scan t = *s;
    skip_spaces(&t);
    while (s->dated && t.p < t.end && (*t.p == '.' || *t.p == ' ' || *t.p == ',')) t.p++; /* "MOSCOW, November 18. /TASS/" */
    static const char opens[] = "([/", closes[] = ")]/";
    const char *open = t.p < t.end && *t.p ? strchr(opens, *t.p) : NULL;
    if (!open) return false;
    const char *end = t.p + 1 < t.end ? memchr(t.p + 1, closes[open - opens], (size_t)(t.end - t.p - 1)) : NULL;
    if (!end || end - t.p > 40 || end - t.p < 3) return false;
    s->p = end + 1;
    return s->agency = true;
}

/* The strength of a mark: 0 none, 1 a colon, 2 a colon after a space, 3 a dash. */
static int scan_mark(Scan *s) {
    static const char *const dashes[] = {"\xE2\x80\x94", "\xE2\x80\x93", "\xE2\x80\x95", "--", "-"};
    bool apart = s->p < s->end && *s->p == ' ';
    skip_spaces(s);
    for (size_t i = 0; i < COUNT_OF(dashes); i++)
        if (starts_with(s, dashes[i])) {
            const char *after = s->p + strlen(dashes[i]);
            while (after < s->end && *after == '-') after++;
            bool hyphen = i == COUNT_OF(dashes) - 1 && (after == s->end || *after != ' ' || !(apart || s->agency));
            if (hyphen) return 0;
            s->p = after;
            return 3;
        }
    if (s->agency && s->p < s->end && *s->p == '.' && s->p[-1] == '/') return s->p++, 3;
    if (s->p >= s->end || *s->p != ':') return 0;
    s->p++;
    while (starts_with(s, " -") || starts_with(s, "-")) s->p++;
    return apart ? 2 : 1;
}

/* A sentence begins after the mark. */
static bool begins_sentence(Scan s) {
    skip_spaces(&s);
    if (s.p >= s.end) return false;
    uint32_t cp;
    utf8_next(s.p, s.end, &cp);
    return utf8_is_upper(cp) || (cp >= '0' && cp <= '9') || cp == '"' || cp == '\'' || cp == 0x201C || cp == 0x2018 || cp == '$' ||
           (cp >= 0x80 && !utf8_is_letter(cp) && cp != 0x2026) || cp >= 0x590;
}

static bool believe(const Scan *s, int mark) {
    bool all_shouted = s->shouted > 0 && s->shouted * 2 >= s->words;
    if (s->agency) return mark || (all_shouted && s->shouted);
    if (!mark) return false;
    if (s->dated || all_shouted) return true;
    return mark == 2 ? s->words <= 4 : s->words <= 3;
}

/* "Sanaa, Yemen CNN": the agency after the place, in capitals unlike the place. */
static Slice without_agency(Slice s) {
    size_t at = s.n;
    while (at && s.p[at - 1] != ' ') at--;
    Slice last = {s.p + at, s.n - at};
    return at > 1 && is_shouted(last) && last.n <= 7 && !is_shouted((Slice){s.p, at - 1}) ? (Slice){s.p, at - 1} : s;
}

size_t dateline_find(Slice paragraph, Slice *place) {
    Scan s = {.p = paragraph.p, .end = paragraph.p + (paragraph.n < DATELINE_MAX ? paragraph.n : DATELINE_MAX)};
    *place = (Slice){0};
    if (paragraph.n < 4 || !scan_place(&s)) return 0;
    const char *place_end = s.p;
    scan_country(&s);
    s.dated = scan_date(&s);
    if (!s.dated && s.p < s.end && *s.p == ',') { /* a state or country after the comma */
        Scan t = s;
        t.p++;
        skip_spaces(&t);
        int shouted = t.shouted, words = t.words;
        if (scan_place(&t)) {
            t.shouted = shouted, t.words = words;
            s = t;
            place_end = s.p;
            s.dated = scan_date(&s);
        }
    }
    s.agency = scan_agency(&s);
    if (!s.dated && s.agency) s.dated = scan_date(&s);
    if (s.p == paragraph.p + paragraph.n && s.shouted && s.shouted == s.words) { /* a paragraph of its own */
        *place = (Slice){paragraph.p, (size_t)(place_end - paragraph.p)};
        return paragraph.n;
    }
    int mark = scan_mark(&s);
    if (mark == 3 && s.p == paragraph.p + paragraph.n && s.words <= PLACE_WORDS_MAX) { /* the same, with its dash: "Sanaa, Yemen CNN -" */
        *place = without_agency((Slice){paragraph.p, (size_t)(place_end - paragraph.p)});
        return paragraph.n;
    }
    if (!believe(&s, mark) || (s.p < s.end && *s.p != ' ' && mark != 3) || !begins_sentence((Scan){.p = s.p, .end = paragraph.p + paragraph.n}))
        return 0;
    *place = (Slice){paragraph.p, (size_t)(place_end - paragraph.p)};
    if (s.dated && place->n > 4 && place->p[place->n - 1] == '.' && !memchr(place->p, ' ', place->n)) place->n--; /* "MOSCOW. Feb 4" */
    return (size_t)(s.p - paragraph.p);
}
