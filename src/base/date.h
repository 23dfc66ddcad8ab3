/* date.h - the one calendar: days of the Gregorian calendar as year, month and day, as numbers that count days, as numbers that people can read, and as text.
 *
 *     Date { 2017, 11, 11 }   { 2017, 11, 0 }   { 2017, 0, 0 }   { 0, 0, 0 }     0 means unknown
 *     day  20171111           20171100          20170000         0               the same in one number, which sorts
 *     text "2017-11-11"       "2017-11"         "2017"           ""
 *     number of days since 1970-01-01
 */
#ifndef ATTACHE_DATE_H
#define ATTACHE_DATE_H

#include "base/base.h"

enum { DATE_ROOM = 11 }; /* length of the text with its NUL */

typedef struct Date {
    int year, month, day;
} Date;

/* The number of a date. An unknown month or day counts as the first, and months may overflow: month 13 is the next January. */
long date_number(Date d);
Date date_of_number(long number);
int date_weekday(long number); /* 0 is Sunday */
int date_month_days(int year, int month);
/* Whether this day exists; false for a date without a day. */
bool date_exists(Date d);

/* The known part of a date some months (or, if no month is known, years) away. */
Date date_months_from(Date d, int months);
/* Whether a date is entirely after another. */
bool date_is_later(Date a, Date b);
/* Easter Sunday. */
Date date_easter(int year);

/* Reads "2017-11-11", "2017-11" or "2017"; a month or day may have one digit. A day is only checked against the longest month: it may not exist in this one. */
bool date_parse(Slice s, Date *out);
/* Writes the known parts; returns `out`. */
char *date_print(Date d, char out[DATE_ROOM]);

static inline int32_t date_pack(Date d) { return d.year * 10000 + d.month * 100 + d.day; }
static inline Date date_unpack(int32_t day) { return day > 0 ? (Date){day / 10000, day / 100 % 100, day % 100} : (Date){0, 0, 0}; }

/* The day of a text whose month and day have two digits each; 0 for any other. */
int32_t date_day(const char *text);
static inline int32_t date_day_number(int32_t day) { return (int32_t)date_number(date_unpack(day)); }
static inline int32_t date_day_of_number(int32_t number) { return date_pack(date_of_number(number)); }

static inline char *date_day_print(int32_t day, char out[DATE_ROOM]) { return date_print(date_unpack(day), out); }

/* The value of the n digits at p, or -1. */
int date_digits(const char *p, size_t n);

#endif
