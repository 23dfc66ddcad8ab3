/* dates.c - calendar dates as pages and feeds write them to YYYY-MM-DD. What is found must be a day that there is; two-digit years and 03/04/2017, which no one can
 * tell apart from 04/03/2017, are not taken.
 */
#include <ctype.h>

#include "base/date.h"
#include "read/read_int.h"
#include "vocab/wording.h"

enum { YEAR_MIN = 1600, YEAR_MAX = 2200 };

static bool write_date(Date d, char out[DATE_ROOM]) {
    if (d.year < YEAR_MIN || d.year > YEAR_MAX || !date_exists(d)) return false;
    date_print(d, out);
    return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Reads between `least` and `most` digits at s[at]; 0 if there are more or fewer. */
static size_t digits(Slice s, size_t at, size_t least, size_t most, int *value) {
    size_t n = 0;
    *value = 0;
    for (; at + n < s.n && is_digit(s.p[at + n]); n++) {
        if (n == most) return 0;
        *value = *value * 10 + (s.p[at + n] - '0');
    }
    return n >= least ? n : 0;
}

/* 1 to 12 for the name of a month (date_month); *n is its length with a full stop. */
static int month_at(Slice s, size_t at, size_t *n) {
    size_t k = 0;
    while (at + k < s.n && isalpha((unsigned char)s.p[at + k])) k++;
    *n = k + (at + k < s.n && s.p[at + k] == '.');
    return wording_month((Slice){s.p + at, k});
}

static size_t skip_any(Slice s, size_t at, const char *what) {
    while (at < s.n && s.p[at] && strchr(what, s.p[at])) at++;
    return at;
}

/* "2017-11-11", "2017/11/11", "2017.11.11", "20171111" (if `packed`), with one mark throughout. */
static bool numeric_at(Slice s, size_t at, bool packed, char out[DATE_ROOM]) {
    Date d;
    int all;
    if (packed && digits(s, at, 8, 8, &all)) return write_date((Date){all / 10000, all / 100 % 100, all % 100}, out);
    if (!digits(s, at, 4, 4, &d.year)) return false;
    at += 4;
    if (at >= s.n || !strchr("-/.", s.p[at])) return false;
    char mark = s.p[at++];
    size_t n = digits(s, at, 1, 2, &d.month);
    at += n;
    if (!n || at >= s.n || s.p[at] != mark || !digits(s, at + 1, 1, 2, &d.day)) return false;
    return write_date(d, out);
}

static size_t ordinal(Slice s, size_t at) {
    return at + wording_begins(WORDING_ORDINALS, (Slice){s.p + at, s.n - at});
}

/* "11 November 2017", "11-Nov-2017", "11th of November, 2017". */
static bool day_first_at(Slice s, size_t at, char out[DATE_ROOM]) {
    Date d;
    size_t n = digits(s, at, 1, 2, &d.day);
    if (!n) return false;
    at = skip_any(s, ordinal(s, at + n), " -,");
    at += wording_begins(WORDING_DAY_OF, (Slice){s.p + at, s.n - at});
    if (!(d.month = month_at(s, at, &n))) return false;
    at = skip_any(s, at + n, " -,");
    return digits(s, at, 4, 4, &d.year) && write_date(d, out);
}

/* "November 11, 2017", "Nov. 11 2017", "Sat Nov 11 19:52:00 +0530 2017" without its clock. */
static bool month_first_at(Slice s, size_t at, char out[DATE_ROOM]) {
    Date d;
    size_t n;
    if (!(d.month = month_at(s, at, &n))) return false;
    at = skip_any(s, at + n, " -");
    if (!(n = digits(s, at, 1, 2, &d.day))) return false;
    at = skip_any(s, ordinal(s, at + n), " ,-");
    return digits(s, at, 4, 4, &d.year) && write_date(d, out);
}

bool dates_find(Slice s, char out[DATE_ROOM]) {
    for (size_t at = 0; at < s.n; at++) {
        bool fresh = at == 0 || !isalnum((unsigned char)s.p[at - 1]);
        if (!fresh) continue;
        if (is_digit(s.p[at]) && (numeric_at(s, at, s.n <= 20, out) || day_first_at(s, at, out))) return true;
        if (isalpha((unsigned char)s.p[at]) && month_first_at(s, at, out)) return true;
    }
    return false;
}

bool dates_in_url(Slice s, char out[DATE_ROOM]) {
    for (size_t at = 1; at < s.n; at++) {
        if (!is_digit(s.p[at]) || is_digit(s.p[at - 1])) continue;
        Date d;
        size_t n;
        if (numeric_at(s, at, true, out)) return true;
        /* /2017/nov/11/ */
        if (!digits(s, at, 4, 4, &d.year) || at + 5 >= s.n || s.p[at + 4] != '/' || !(d.month = month_at(s, at + 5, &n))) continue;
        size_t day = at + 5 + n;
        if (day < s.n && s.p[day] == '/' && digits(s, day + 1, 1, 2, &d.day) && write_date(d, out)) return true;
    }
    return false;
}

bool dates_begin_with_month(Slice s) {
    size_t n;
    if (!month_at(s, 0, &n)) return false;
    return n + 1 < s.n && s.p[n] == ' ' && is_digit(s.p[n + 1]);
}
