/* bad_lines.h - reports lines that cannot be read: the first of a stretch one by one, the rest of it in one message, so that a file of another kind does not give an
 * error a line, and each bad line among good ones is named.
 *
 * Ownership: a zeroed BadLines has seen nothing, and owns nothing; its reporter is borrowed.
 */
#ifndef ATTACHE_BAD_LINES_H
#define ATTACHE_BAD_LINES_H

#include "base/base.h"

typedef struct BadLines {
    const Reporter *reporter;
    unsigned long n;           /* bad lines since the last good one */
    unsigned long first, last; /* of those that were not reported, in whatever order they came */
} BadLines;

/* Counts a bad line. What is wrong with it goes to the reporter that this returns, which is silent after the first few. */
const Reporter *bad_lines_add(BadLines *b, unsigned long line);
/* Before a good line, and at the end of `file`: says how many were not reported, and what would have been right. */
void bad_lines_end(BadLines *b, const char *file, const char *expected);

#endif
