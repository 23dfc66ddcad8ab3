/* dates.c - converts calendar dates in the formats of pages and feeds to YYYY-MM-DD. The result must be an existing day. Numeric dates are accepted only if they
 * are unambiguous: 23/08/2018, or 03.04.2018, since with full stops the day comes first; not 03/04/2017. A two-digit year is accepted if a time follows it, as in
 * feeds.
 */
#include <ctype.h>

#include "base/date.h"
#include "read/page/page_int.h"
#include "vocab/wording.h"

enum { YEAR_MIN = 1600, YEAR_MAX = 2200, CENTURY_FROM = 70, NUMBER_ROOM = 20, FIGURES_ROOM = 400, STAMP_MIN = 600000000 /* 1989, in seconds since 1970 */ };

static bool write_date(Date d, char out[DATE_ROOM]) {
    if (d.year < YEAR_MIN || d.year > YEAR_MAX || !date_exists(d)) return false;
    date_print(d, out);
    return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c & 0x80) || isalpha((unsigned char)c); }

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

static int page_month(Slice name) {
    char folded[64];
    size_t m = name.n > 40 ? 0 : utf8_fold(name.p, name.n, folded, sizeof folded);
    return m ? wording_place(WORDING_PAGE_MONTHS, (Slice){folded, m}) + 1 : 0;
}

/* 1 to 12 for the name of a month, in English or another language of pages; *n is its length with a full stop. */
static int month_at(Slice s, size_t at, size_t *n) {
    size_t k = 0;
    while (at + k < s.n && is_letter(s.p[at + k])) k++;
    *n = k + (at + k < s.n && s.p[at + k] == '.');
    int month = wording_month((Slice){s.p + at, k});
    if (month || k < 2) return month;
    month = page_month((Slice){s.p + at, k});
    if (month || at + k + 1 >= s.n || s.p[at + k] != ' ') return month;
    size_t more = k + 1; /* a name of two words, as in Arabic */
    while (at + more < s.n && is_letter(s.p[at + more])) more++;
    if ((month = page_month((Slice){s.p + at, more}))) *n = more;
    return month;
}

static size_t skip_any(Slice s, size_t at, const char *what) {
    while (at < s.n && s.p[at] && strchr(what, s.p[at])) at++;
    return at;
}

static size_t skip_words(Slice s, size_t at, WordingList list) {
    return at + wording_begins(list, (Slice){s.p + at, s.n - at});
}

/* "2017-11-11", "2017/11/11", "2017.11.11", "20171111" (if `packed`), with the same mark throughout. */
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

static size_t skip_blank(Slice s, size_t at, char mark) { return at + (mark == '.' && at < s.n && s.p[at] == ' '); }

/* Behind a sign of three bytes that stands behind a number, and blanks: 0 if it is not there. */
static size_t behind_sign(Slice s, size_t at, const char *sign) {
    size_t n = strlen(sign);
    return at + n <= s.n && !memcmp(s.p + at, sign, n) ? skip_any(s, at + n, " ") : 0;
}

/* 2017年11月11日, 2017년 11월 11일. */
static bool with_signs_at(Slice s, size_t at, char out[DATE_ROOM]) {
    static const char *const signs[][3] = {{"\xE5\xB9\xB4", "\xE6\x9C\x88", "\xE6\x97\xA5"}, {"\xEB\x85\x84", "\xEC\x9B\x94", "\xEC\x9D\xBC"}};
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        Date d;
        size_t n, next;
        if (!digits(s, at, 4, 4, &d.year) || !(next = behind_sign(s, at + 4, signs[i][0]))) continue;
        if (!(n = digits(s, next, 1, 2, &d.month)) || !(next = behind_sign(s, next + n, signs[i][1]))) continue;
        if ((n = digits(s, next, 1, 2, &d.day)) && behind_sign(s, next + n, signs[i][2])) return write_date(d, out);
    }
    return false;
}

/* "23/08/2018", "08/23/2018", "23-08-2018", "3.4.2018", "3. 4. 2018"; "03/04/2018" may be two days, and is none but where the day stands first. */
static bool year_last_at(Slice s, size_t at, bool day_first, char out[DATE_ROOM]) {
    int a, b, year;
    size_t n = digits(s, at, 1, 2, &a);
    at += n;
    if (!n || at >= s.n || !strchr("-/.", s.p[at])) return false;
    char mark = s.p[at];
    at = skip_blank(s, at + 1, mark);
    if (!(n = digits(s, at, 1, 2, &b))) return false;
    at += n;
    if (at >= s.n || s.p[at] != mark || !digits(s, skip_blank(s, at + 1, mark), 4, 4, &year)) return false;
    if (mark == '.' || day_first || a > 12 || a == b) return write_date((Date){year, b, a}, out);
    return b > 12 && write_date((Date){year, a, b}, out);
}

static size_t ordinal(Slice s, size_t at) { return skip_words(s, skip_words(s, at, WORDING_ORDINALS), WORDING_PAGE_ORDINALS); }

/* "09:20", "9:20:11" and the surrounding marks: its length, or 0. */
static size_t clock_at(Slice s, size_t at) {
    int value;
    size_t n = digits(s, at, 1, 2, &value);
    if (!n || at + n >= s.n || s.p[at + n] != ':' || !digits(s, at + n + 1, 2, 2, &value)) return 0;
    n += 3;
    if (at + n < s.n && s.p[at + n] == ':' && digits(s, at + n + 1, 2, 2, &value)) n += 3;
    return n;
}

/* A four-digit year, or a two-digit one before a time: "14 Mar 17 09:20:11". */
static bool year_at(Slice s, size_t at, int *year) {
    if (digits(s, at, 4, 4, year)) return true;
    if (!digits(s, at, 2, 2, year) || !clock_at(s, skip_any(s, at + 2, " "))) return false;
    *year += *year < CENTURY_FROM ? 2000 : 1900;
    return true;
}

/* "11 November 2017", "11-Nov-2017", "11th of November, 2017", "11. November 2017", "11 de noviembre de 2017". */
static bool day_first_at(Slice s, size_t at, char out[DATE_ROOM]) {
    Date d;
    size_t n = digits(s, at, 1, 2, &d.day);
    if (!n) return false;
    at = skip_any(s, ordinal(s, at + n), " -,.");
    at = skip_words(s, skip_words(s, at, WORDING_DAY_OF), WORDING_PAGE_DAY_OF);
    if (!(d.month = month_at(s, at, &n))) return false;
    at = skip_any(s, at + n, " -,/");
    if (month_at(s, at, &n) == d.month) at = skip_any(s, at + n, " "); /* by two names, as in Arabic */
    at = skip_words(s, at, WORDING_PAGE_DAY_OF);
    return year_at(s, at, &d.year) && write_date(d, out);
}

/* "12:00:00 EST ", "19:52:00 +0530 ": the part between day and year in asctime's format. */
static size_t skip_clock(Slice s, size_t at) {
    size_t n = clock_at(s, at);
    if (!n) return at;
    at = skip_any(s, at + n, " ");
    size_t zone = at;
    while (zone < s.n && isupper((unsigned char)s.p[zone])) zone++;
    if (zone == at && zone < s.n && strchr("+-", s.p[zone])) zone += 5;
    return zone > at && zone < s.n && s.p[zone] == ' ' ? skip_any(s, zone, " ") : at;
}

/* "November 11, 2017", "Nov. 11 2017", "Sat Nov 11 19:52:00 +0530 2017". */
static bool month_first_at(Slice s, size_t at, char out[DATE_ROOM]) {
    Date d;
    size_t n;
    if (!(d.month = month_at(s, at, &n))) return false;
    at = skip_any(s, at + n, " -");
    if (!(n = digits(s, at, 1, 2, &d.day))) return false;
    at = skip_clock(s, skip_any(s, ordinal(s, at + n), " ,-"));
    return digits(s, at, 4, 4, &d.year) && write_date(d, out);
}

static bool find(Slice s, bool day_first, char out[DATE_ROOM]) {
    for (size_t at = 0; at < s.n; at++) {
        bool begins = at == 0 || !(isalnum((unsigned char)s.p[at - 1]) || (s.p[at - 1] & 0x80));
        bool spaced = at && (s.p[at - 1] & 0x80) && is_digit(s.p[at]); /* a dash or no-break space before digits */
        if (!begins && !spaced) continue;
        if (is_digit(s.p[at]) && (numeric_at(s, at, s.n <= NUMBER_ROOM, out) || with_signs_at(s, at, out) || year_last_at(s, at, day_first, out) || day_first_at(s, at, out))) return true;
        if (is_letter(s.p[at]) && month_first_at(s, at, out)) return true;
    }
    return false;
}

/* Figures of Arabic, Persian, Hindi and Bengali pages as those of ASCII; the same text where it has none, or is too long to be but a line. */
static Slice plain_figures(Slice s, char room[FIGURES_ROOM]) {
    static const uint32_t zeros[] = {0x660, 0x6F0, 0x966, 0x9E6};
    size_t n = 0;
    bool found = false;
    if (s.n > FIGURES_ROOM) return s;
    for (const char *p = s.p, *end = s.p + s.n; p < end;) {
        uint32_t cp = (unsigned char)*p;
        size_t k = cp < 0xD8 ? 1 : utf8_next(p, end, &cp), figure = COUNT_OF(zeros);
        for (size_t i = 0; k > 1 && i < COUNT_OF(zeros); i++)
            if (cp >= zeros[i] && cp < zeros[i] + 10) figure = i;
        if (figure < COUNT_OF(zeros))
            room[n++] = (char)('0' + (cp - zeros[figure])), found = true;
        else
            memcpy(room + n, p, k), n += k;
        p += k;
    }
    return found ? (Slice){room, n} : s;
}

bool dates_find(Slice s, char out[DATE_ROOM]) {
    char room[FIGURES_ROOM];
    return find(plain_figures(s, room), false, out);
}

bool dates_find_day_first(Slice s, char out[DATE_ROOM]) {
    char room[FIGURES_ROOM];
    return find(plain_figures(s, room), true, out);
}

bool dates_day_first(Slice language) {
    size_t n = 0;
    while (n < language.n && isalpha((unsigned char)language.p[n])) n++;
    return wording_has_folded(WORDING_DAY_FIRST, language) || wording_has_folded(WORDING_DAY_FIRST, (Slice){language.p, n});
}

/* "31.10.23" at s.p[at]; "31/10/23" where the day stands first, or where only one of the two numbers may be a month. */
static bool short_at(Slice s, size_t at, bool day_first, char out[DATE_ROOM]) {
    int a, b, year;
    size_t n = digits(s, at, 1, 2, &a);
    if (!n || at + n >= s.n || !strchr("./", s.p[at + n])) return false;
    char mark = s.p[at + n];
    size_t next = at + n + 1, k = digits(s, next, 1, 2, &b);
    if (!k || next + k >= s.n || s.p[next + k] != mark || !digits(s, next + k + 1, 2, 2, &year)) return false;
    size_t end = next + k + 3;
    if (end + 1 < s.n && strchr("./", s.p[end]) && is_digit(s.p[end + 1])) return false;
    year += year < CENTURY_FROM ? 2000 : 1900;
    if (mark == '.' || day_first || a > 12 || a == b) return write_date((Date){year, b, a}, out);
    return b > 12 && write_date((Date){year, a, b}, out);
}

bool dates_find_short(Slice s, bool day_first, char out[DATE_ROOM]) {
    char room[FIGURES_ROOM];
    s = plain_figures(s, room);
    for (size_t at = 0; at < s.n; at++)
        if (is_digit(s.p[at]) && !(at && (is_digit(s.p[at - 1]) || strchr("./", s.p[at - 1]))) && short_at(s, at, day_first, out)) return true;
    return false;
}

bool dates_of_stamp(Slice s, char out[DATE_ROOM]) {
    long long seconds = 0;
    bool thousandths = s.n == 13;
    if (s.n != 9 && s.n != 10 && !thousandths) return dates_find(s, out);
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i])) return dates_find(s, out);
        seconds = seconds * 10 + (s.p[i] - '0');
    }
    if (thousandths) seconds /= 1000;
    return seconds >= STAMP_MIN && write_date(date_of_number((long)(seconds / 86400)), out);
}

int dates_utc_hour(Slice s) {
    int hour, minute;
    if (s.n == 10 || s.n == 13) {
        long long seconds = 0;
        size_t n = 0;
        for (; n < 10 && is_digit(s.p[n]); n++) seconds = seconds * 10 + (s.p[n] - '0');
        if (n == 10 && (s.n == 10 || is_digit(s.p[12]))) return (int)(seconds / 3600 % 24);
    }
    if (s.n < 17 || (s.p[10] != 'T' && s.p[10] != ' ') || !digits(s, 11, 2, 2, &hour) || s.p[13] != ':' || !digits(s, 14, 2, 2, &minute)) return -1;
    static const char *const ends[] = {"Z", "z", "UTC", "GMT", "+00:00", "+0000", "-00:00"};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        size_t n = strlen(ends[i]);
        if (s.n > n && memcmp(s.p + s.n - n, ends[i], n) == 0) return hour < 24 ? hour : -1;
    }
    return -1;
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
