/* date.c - calendar arithmetic after H. Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that the leap day is the last of its
 * year. */
#include "base/date.h"

enum { DAYS_OF_ERA = 146097, ERA_TO_1970 = 719468 }; /* an era: 400 years */

long date_number(Date d) {
    int month = d.month < 1 ? 1 : d.month, day = d.day < 1 ? 1 : d.day;
    long y = d.year + (month - 1) / 12;
    month = (month - 1) % 12 + 1;
    y -= month <= 2;
    long era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400, of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * DAYS_OF_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - ERA_TO_1970;
}

Date date_of_number(long number) {
    long z = number + ERA_TO_1970, era = (z >= 0 ? z : z - DAYS_OF_ERA + 1) / DAYS_OF_ERA, day = z - era * DAYS_OF_ERA;
    long year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    day -= 365 * year + year / 4 - year / 100;
    long month = (5 * day + 2) / 153; /* from March */
    return (Date){(int)(year + era * 400 + (month >= 10)), (int)(month < 10 ? month + 3 : month - 9), (int)(day - (153 * month + 2) / 5 + 1)};
}

int date_weekday(long number) { return (int)((number % 7 + 11) % 7); } /* 1970-01-01 was a Thursday */

int date_month_days(int year, int month) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

bool date_exists(Date d) { return d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= date_month_days(d.year, d.month); }

Date date_months_from(Date d, int months) {
    int m = d.year * 12 + d.month - 1 + months;
    return d.month ? (Date){m / 12, m % 12 + 1, 0} : (Date){d.year + months / 12, 0, 0};
}

bool date_is_later(Date a, Date b) {
    if (a.year != b.year || !a.month || !b.month) return a.year > b.year;
    return a.month != b.month || !a.day || !b.day ? a.month > b.month : a.day > b.day;
}

/* After the anonymous Gregorian algorithm of 1876. */
Date date_easter(int year) {
    int a = year % 19, b = year / 100, c = year % 100, h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7, m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return (Date){year, n / 31, n % 31 + 1};
}

int date_digits(const char *p, size_t n) {
    int v = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9') return -1;
        v = v * 10 + p[i] - '0';
    }
    return v;
}

/* One or two digits after a hyphen, with a value from 1 to `most`; removes them. */
static bool take_part(Slice *s, int most, int *out) {
    size_t n = 1;
    while (n < s->n && s->p[n] != '-') n++;
    if (s->p[0] != '-' || n < 2 || n > 3) return false;
    *out = date_digits(s->p + 1, n - 1);
    *s = (Slice){s->p + n, s->n - n};
    return *out >= 1 && *out <= most;
}

bool date_parse(Slice s, Date *out) {
    *out = (Date){s.n < 4 ? -1 : date_digits(s.p, 4), 0, 0};
    if (out->year < 0) return false;
    s = (Slice){s.p + 4, s.n - 4};
    return (!s.n || take_part(&s, 12, &out->month)) && (!s.n || take_part(&s, 31, &out->day)) && !s.n;
}

int32_t date_day(const char *text) {
    size_t n = strlen(text);
    Date d;
    return (n == 4 || n == 7 || n == 10) && date_parse((Slice){text, n}, &d) && n == 4u + 3 * (d.month > 0) + 3 * (d.day > 0) ? date_pack(d) : 0;
}

static char *put(char *p, int v, int width) {
    for (int i = width - 1; i >= 0; i--, v /= 10) p[i] = (char)('0' + v % 10);
    return p + width;
}

char *date_print(Date d, char out[DATE_ROOM]) {
    char *p = d.year || d.month ? put(out, d.year, 4) : out;
    if (d.month) *p++ = '-', p = put(p, d.month, 2);
    if (d.month && d.day) *p++ = '-', p = put(p, d.day, 2);
    *p = 0;
    return out;
}
