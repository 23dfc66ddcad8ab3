/* arc.c - the heads of the records of an ARC file, the format before WARC. A record is a line and the bytes that it describes:
 *
 *     http://courier.example/a 192.0.2.7 20080611090000 text/html 453        version 1
 *     http://courier.example/a 192.0.2.7 20080611090000 text/html 200 - - 0 name.arc 453        version 2
 *
 * warc.c uses them to read the records.
 */
#include <ctype.h>

#include "read/input/inputs_int.h"

enum { FIELDS_MIN = 5, FIELDS_MAX = 10, DAY_DIGITS = 8 };

static bool is_number(Slice s) {
    for (size_t i = 0; i < s.n; i++)
        if (!isdigit((unsigned char)s.p[i])) return false;
    return s.n > 0;
}

bool arc_is(Slice s) {
    static const char mark[] = "filedesc://";
    return s.n >= sizeof mark - 1 && memcmp(s.p, mark, sizeof mark - 1) == 0;
}

bool arc_head(Slice line, ArcHead *out) {
    Slice fields[FIELDS_MAX];
    size_t n = 0;
    while (line.n && isspace((unsigned char)line.p[line.n - 1])) line.n--;
    for (size_t at = 0; at <= line.n && n < FIELDS_MAX; n++) {
        const char *blank = at < line.n ? memchr(line.p + at, ' ', line.n - at) : NULL;
        size_t end = blank ? (size_t)(blank - line.p) : line.n;
        fields[n] = (Slice){line.p + at, end - at};
        at = end + 1;
    }
    if (n < FIELDS_MIN || !memmem(fields[0].p, fields[0].n, ":", 1)) return false;
    Slice day = fields[2], length = fields[n - 1];
    if (day.n < DAY_DIGITS || !is_number(day) || !is_number(length) || length.n > 12) return false;
    *out = (ArcHead){fields[0], {day.p, DAY_DIGITS}, fields[3], 0};
    for (size_t i = 0; i < length.n; i++) out->length = out->length * 10 + (uint64_t)(length.p[i] - '0');
    return true;
}
