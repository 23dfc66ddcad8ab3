/* date.c - calendar dates as pages and feeds write them to YYYY-MM-DD. What is found must be a day that there is; two-digit years and 03/04/2017, which no one can
 * tell apart from 04/03/2017, are not taken.
 */
#include <ctype.h>
#include <stdio.h>

#include "read/read_int.h"

typedef struct Date {
    int year, month, day;
} Date;

static bool is_date(Date d) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d.year < 1600 || d.year > 2200 || d.month < 1 || d.month > 12 || d.day < 1) return false;
    bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;
    return d.day <= days[d.month - 1] + (leap && d.month == 2);
}

static bool date_write(Date d, char out[11]) {
    if (!is_date(d)) return false;
    char text[40];
    snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
    memcpy(out, text, 11);
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

/* 1 to 12 for the name of a month or its first three letters (and "sept"); *n is its length with a full stop. */
static int month_at(Slice s, size_t at, size_t *n) {
    static const char *const names[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
    size_t k = 0;
    while (at + k < s.n && isalpha((unsigned char)s.p[at + k])) k++;
    if (k < 3) return 0;
    for (int m = 0; m < 12; m++) {
        bool whole = strlen(names[m]) == k, part = k == 3 || (k == 4 && m == 8);
        if (!(whole || part) || strncasecmp(names[m], s.p + at, k) != 0) continue;
        *n = k + (at + k < s.n && s.p[at + k] == '.');
        return m + 1;
    }
    return 0;
}

static size_t skip_any(Slice s, size_t at, const char *what) {
    while (at < s.n && s.p[at] && strchr(what, s.p[at])) at++;
    return at;
}

/* "2017-11-11", "2017/11/11", "2017.11.11", "20171111" (if `packed`), with one mark throughout. */
static bool numeric_at(Slice s, size_t at, bool packed, char out[11]) {
    Date d;
    int all;
    if (packed && digits(s, at, 8, 8, &all)) return date_write((Date){all / 10000, all / 100 % 100, all % 100}, out);
    if (!digits(s, at, 4, 4, &d.year)) return false;
    at += 4;
    if (at >= s.n || !strchr("-/.", s.p[at])) return false;
    char mark = s.p[at++];
    size_t n = digits(s, at, 1, 2, &d.month);
    at += n;
    if (!n || at >= s.n || s.p[at] != mark || !digits(s, at + 1, 1, 2, &d.day)) return false;
    return date_write(d, out);
}

static size_t ordinal(Slice s, size_t at) {
    static const char *const ends[] = {"st", "nd", "rd", "th"};
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        if (at + 2 <= s.n && strncasecmp(s.p + at, ends[i], 2) == 0) return at + 2;
    return at;
}

/* "11 November 2017", "11-Nov-2017", "11th of November, 2017". */
static bool day_first_at(Slice s, size_t at, char out[11]) {
    Date d;
    size_t n = digits(s, at, 1, 2, &d.day);
    if (!n) return false;
    at = skip_any(s, ordinal(s, at + n), " -,");
    if (at + 3 <= s.n && memcmp(s.p + at, "of ", 3) == 0) at += 3;
    if (!(d.month = month_at(s, at, &n))) return false;
    at = skip_any(s, at + n, " -,");
    return digits(s, at, 4, 4, &d.year) && date_write(d, out);
}

/* "November 11, 2017", "Nov. 11 2017", "Sat Nov 11 19:52:00 +0530 2017" without its clock. */
static bool month_first_at(Slice s, size_t at, char out[11]) {
    Date d;
    size_t n;
    if (!(d.month = month_at(s, at, &n))) return false;
    at = skip_any(s, at + n, " -");
    if (!(n = digits(s, at, 1, 2, &d.day))) return false;
    at = skip_any(s, ordinal(s, at + n), " ,-");
    return digits(s, at, 4, 4, &d.year) && date_write(d, out);
}

bool date_read(Slice s, char out[11]) {
    for (size_t at = 0; at < s.n; at++) {
        bool fresh = at == 0 || !isalnum((unsigned char)s.p[at - 1]);
        if (!fresh) continue;
        if (is_digit(s.p[at]) && (numeric_at(s, at, s.n <= 20, out) || day_first_at(s, at, out))) return true;
        if (isalpha((unsigned char)s.p[at]) && month_first_at(s, at, out)) return true;
    }
    return false;
}

bool date_in_url(Slice s, char out[11]) {
    for (size_t at = 1; at < s.n; at++) {
        if (!is_digit(s.p[at]) || is_digit(s.p[at - 1])) continue;
        Date d;
        size_t n;
        if (numeric_at(s, at, true, out)) return true;
        /* /2017/nov/11/ */
        if (!digits(s, at, 4, 4, &d.year) || at + 5 >= s.n || s.p[at + 4] != '/' || !(d.month = month_at(s, at + 5, &n))) continue;
        size_t day = at + 5 + n;
        if (day < s.n && s.p[day] == '/' && digits(s, day + 1, 1, 2, &d.day) && date_write(d, out)) return true;
    }
    return false;
}

bool date_is_month(Slice s) {
    size_t n;
    if (!month_at(s, 0, &n)) return false;
    return n + 1 < s.n && s.p[n] == ' ' && is_digit(s.p[n + 1]);
}
