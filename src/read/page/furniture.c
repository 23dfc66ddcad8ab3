/* furniture.c - recognises lines in or around a report that are not part of it, by their wording: promotion, bylines, credits. Only short lines are considered,
 * and only their beginning or end, so that a report about newsletters is safe.
 */
#include <ctype.h>

#include "read/page/page_int.h"
#include "vocab/wording.h"

enum { NETWORK_MIN = 8 /* bytes of links to networks */, ORDER_MAX = 120 };

static bool begins_with(Slice s, const char *what) { return s.n >= strlen(what) && strncasecmp(s.p, what, strlen(what)) == 0; }

/* The same, unless a letter follows: "share" begins "Share this", not "Shareholders". */
static bool begins_word(Slice s, const char *what) {
    size_t n = strlen(what);
    return begins_with(s, what) && (s.n == n || !isalnum((unsigned char)what[n - 1]) || !isalnum((unsigned char)s.p[n]));
}

static bool any_begins(Slice s, WordingList list) {
    for (size_t i = 0; i < wording[list].n; i++)
        if (begins_word(s, wording[list].list[i])) return true;
    return false;
}

static bool is_whole(Slice s, WordingList list) {
    while (s.n && !isalnum((unsigned char)s.p[s.n - 1]) && !(s.p[s.n - 1] & 0x80)) s.n--;
    while (s.n && !isalnum((unsigned char)s.p[0]) && !(s.p[0] & 0x80)) s.p++, s.n--;
    for (size_t i = 0; i < wording[list].n; i++)
        if (s.n == strlen(wording[list].list[i]) && strncasecmp(s.p, wording[list].list[i], s.n) == 0) return true;
    return false;
}

static bool says_part(Slice s, const char *what, size_t n) {
    for (size_t i = 0; i + n <= s.n; i++)
        if ((s.p[i] == what[0] || (s.p[i] | 32) == what[0]) && strncasecmp(s.p + i, what, n) == 0) return true;
    return false;
}

static bool says(Slice s, const char *what) { return says_part(s, what, strlen(what)); }

static bool any_says(Slice s, WordingList list) {
    for (size_t i = 0; i < wording[list].n; i++)
        if (says(s, wording[list].list[i])) return true;
    return false;
}

/* The text of "34 responses to ...", "Comments (2)" and "12 shares" without the number. */
static Slice without_number(Slice s) {
    while (s.n && (isdigit((unsigned char)s.p[0]) || strchr(" (,", s.p[0]))) s.p++, s.n--;
    while (s.n && (isdigit((unsigned char)s.p[s.n - 1]) || strchr(" (),:", s.p[s.n - 1]))) s.n--;
    return s;
}

/* Requests and conditions, which are sentences: recognised by two words that occur together only there. */
static bool is_request(Slice s) {
    for (size_t i = 0; i < wording[WORDING_REQUESTS].n; i++) {
        const char *both = wording[WORDING_REQUESTS].list[i], *second = strchr(both, '+');
        if (says_part(s, both, second ? (size_t)(second - both) : strlen(both)) && (!second || says(s, second + 1))) return true;
    }
    return any_says(s, WORDING_RIGHTS) && s.n < 120;
}

/* "*****", "# # #", "ABB/SS/Nampi/RK": the end mark of a press release. */
static bool is_end_mark(Slice s) {
    size_t letters = 0, slashes = 0, blanks = 0;
    if (memchr(s.p, ':', s.n)) return false;
    for (size_t i = 0; i < s.n; i++) {
        letters += isalpha((unsigned char)s.p[i]) != 0;
        slashes += s.p[i] == '/';
        blanks += s.p[i] == ' ';
    }
    bool marks = !letters && s.n < 40 && strchr("*#-_=~.", s.p[0]) && s.p[0] != '-';
    return marks || (slashes >= 2 && s.n < 40 && blanks <= 1 && s.p[0] != '/' && s.p[0] != '(');
}

/* "© 2019 The Example Daily. ...", "Copyright 2019", whatever follows. */
static bool is_copyright(Slice s) {
    size_t head = wording_begins(WORDING_COPYRIGHTS, s);
    if (!head || s.n > 110) return false;
    for (size_t i = head - 1; i + 3 < s.n && i < head + 60; i++)
        if ((s.p[i] == '1' || s.p[i] == '2') && isdigit((unsigned char)s.p[i + 1]) && isdigit((unsigned char)s.p[i + 2]) && isdigit((unsigned char)s.p[i + 3])) return true;
    return false;
}

/* "Follow all our news on Facebook and Instagram, or in our newsletter", with links to two of them. */
static bool is_invitation(Slice s, size_t n_link) {
    size_t named = 0;
    for (size_t i = 0; n_link >= NETWORK_MIN && i < wording[WORDING_NETWORKS].n; i++) named += says(s, wording[WORDING_NETWORKS].list[i]);
    return named > 1 && s.n <= 300;
}

bool furniture_is_line(Slice s, size_t n_link) {
    if (!s.n) return false;
    if (is_copyright(s) || is_invitation(s, n_link)) return true;
    if (s.n < 40 && (is_whole(s, WORDING_WHOLE) || is_whole(without_number(s), WORDING_WHOLE))) return true;
    size_t width = html_width(s);
    if (width < ORDER_MAX && any_begins(s, WORDING_ORDERS)) return true;
    if (width < 200 && any_begins(s, WORDING_HEADS) &&
        ((width < 60 && s.p[s.n - 1] != '.') || n_link || strchr(":;!", s.p[s.n - 1]) || any_says(s, WORDING_HERE)))
        return true;
    return width <= 300 && (is_end_mark(s) || is_request(s));
}

/* "(Ann Onymous/AP)", "[Ann Onymous/Reuters]" at the end: a name and an employer. */
static bool ends_in_credit(Slice s) {
    char close = s.n ? s.p[s.n - 1] : 0;
    if (close != ')' && close != ']') return false;
    size_t at = s.n - 1, slashes = 0, blanks = 0;
    while (at && s.p[at] != (close == ')' ? '(' : '[') && s.n - at < 60) slashes += s.p[at] == '/', blanks += s.p[at] == ' ', at--;
    return (s.p[at] == '(' || s.p[at] == '[') && slashes == 1 && blanks && isupper((unsigned char)s.p[at + 1]) &&
           !isdigit((unsigned char)s.p[s.n - 2]);
}

/* The text before a credit is complete. */
static bool is_ended(Slice s) {
    while (s.n && s.p[s.n - 1] == ' ') s.n--;
    return !s.n || strchr(".!?)(|/-", s.p[s.n - 1]) || (s.n > 2 && (!memcmp(s.p + s.n - 3, "\xE2\x80\x93", 3) || !memcmp(s.p + s.n - 2, "\xC2\xBB", 2)));
}

/* "The harbour. Photo Ann Onymous/Reuters", "© Ann Onymous": the photographer, after the word for it or before an agency. */
static bool ends_in_photographer(Slice s) {
    const char *slash = s.n < 400 ? memrchr(s.p, '/', s.n) : NULL;
    if (slash && wording_has_folded(WORDING_AGENCIES, (Slice){slash + 1, (size_t)(s.p + s.n - slash - 1)})) {
        const char *from = slash;
        while (from > s.p && !strchr(".!?:)(|", from[-1])) from--;
        while (from < slash && *from == ' ') from++;
        if (name_is((Slice){from, (size_t)(slash - from)}, 2)) return true;
    }
    for (size_t at = s.n > 90 ? s.n - 90 : 0; at < s.n; at++) {
        size_t head = at == 0 || s.p[at - 1] == ' ' || s.p[at - 1] == '(' ? wording_begins(WORDING_CREDIT_MARKS, (Slice){s.p + at, s.n - at}) : 0;
        if (!head || !is_ended((Slice){s.p, at})) continue;
        Slice name = {s.p + at + head, s.n - at - head};
        bool apart = name.n && strchr(" :", name.p[0]);
        while (name.n && strchr(" :", name.p[0])) name.p++, name.n--;
        while (name.n && name.p[name.n - 1] == ')') name.n--;
        if (apart && name_is(name, 1)) return true;
    }
    return false;
}

bool furniture_is_caption(Slice s) {
    if (!s.n || s.n > 600) return false;
    if (s.n < 400 && ends_in_photographer(s)) return true;
    if (ends_in_credit(s) || (s.n < 400 && any_begins(s, WORDING_CAPTION_HEADS) && strchr(").]", s.p[s.n - 1]))) return true;
    size_t n = s.n < 90 ? s.n : 90;
    Slice tail = {s.p + s.n - n, n};
    if (!any_says(tail, WORDING_CAPTION_CREDITS)) return false;
    return tail.p[n - 1] == ')' || (tail.p[n - 1] != '.' && tail.p[n - 1] != '"');
}

bool furniture_is_byline(Slice s) {
    const Wording *zones = &wording[WORDING_ZONES];
    if (s.n > 160) return false;
    if (wording_ends(WORDING_BYLINE_ENDS, s)) return true;
    for (size_t i = 0; i < zones->n; i++)
        if (s.n >= strlen(zones->list[i]) && memcmp(s.p + s.n - strlen(zones->list[i]), zones->list[i], strlen(zones->list[i])) == 0) return true;
    return s.n < 120 && ((any_begins(s, WORDING_BYLINE_HEADS) && s.p[s.n - 1] != '.') || name_is_byline(s));
}

bool furniture_begins_imprint(Slice s) {
    if (!s.n || s.n > 120) return false;
    if (any_begins(s, WORDING_IMPRINT_HEADS)) return true;
    size_t about = s.n < 60 ? wording_begins(WORDING_ABOUT, s) : 0;
    return about && s.n > about + 2 && isupper((unsigned char)s.p[about]) && !strchr(".?!,", s.p[s.n - 1]);
}

bool furniture_is_credit(Slice s) {
    while (s.n && strchr("(*[_- ", s.p[0])) s.p++, s.n--;
    if (!s.n) return true;
    if (s.n > 400) return false;
    if (any_begins(s, WORDING_CREDIT_HEADS)) return true;
    if (wording_begins(WORDING_FOLLOW, s) && any_says(s, WORDING_FOLLOW_NEWS)) return true;
    return any_says(s, WORDING_CREDITS) || (s.n < 250 && any_says(s, WORDING_FOLLOW) && any_says(s, WORDING_FOLLOW_US));
}

bool furniture_begins_comments(Slice s) {
    if (s.n > 160) return false;
    Slice rest = without_number(s);
    return any_begins(rest, WORDING_COMMENT_HEADS) || is_whole(rest, WORDING_COMMENT_WHOLE);
}

bool furniture_says_day(Slice s) { return any_says(s, WORDING_PUBLISHED) || any_says(s, WORDING_UPDATED); }

bool furniture_is_address(Slice s) { return (begins_with(s, "http") || begins_with(s, "www.")) && !memchr(s.p, ' ', s.n); }

/* A word of the list anywhere, at the beginning of a word. */
static bool has_word(WordingList list, Slice s) {
    for (size_t at = 0; at < s.n; at++)
        if ((at == 0 || !isalpha((unsigned char)s.p[at - 1])) && wording_begins(list, (Slice){s.p + at, s.n - at})) return true;
    return false;
}

bool furniture_is_offer(Slice s) {
    return (has_word(WORDING_OFFER_YOU, s) && has_word(WORDING_OFFER_OF, s)) || (has_word(WORDING_OFFER_WHO, s) && has_word(WORDING_OFFER_WHAT, s));
}
