/* bad_lines.c - see bad_lines.h. */
#include "base/bad_lines.h"

#include <stdio.h>

enum { REPORTED = 5, WHERE_MAX = 4300 };

const Reporter *bad_lines_add(BadLines *b, unsigned long line) {
    static const Reporter silent = {0};
    if (b->n++ < REPORTED) return b->reporter;
    if (b->n == REPORTED + 1 || line < b->first) b->first = line;
    if (b->n == REPORTED + 1 || line > b->last) b->last = line;
    return &silent;
}

void bad_lines_end(BadLines *b, const char *file, const char *expected) {
    char where[WHERE_MAX];
    unsigned long more = b->n > REPORTED ? b->n - REPORTED : 0;
    b->n = 0;
    if (!more) return;
    int n = snprintf(where, sizeof where, "%.4200s:%lu", file, b->first);
    if (more > 1) snprintf(where + n, sizeof where - (size_t)n, "-%lu", b->last);
    report(b->reporter, ATTACHE_ERR_FORMAT, where, "%lu more line%s that cannot be read; %s", more, more > 1 ? "s" : "", expected);
}
