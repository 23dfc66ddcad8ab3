/* csv.h - rows of cells as text: CSV by RFC 4180 with CR LF, or tab-separated cells in which tabs and line breaks become spaces.
 *
 * A spreadsheet runs text as a formula if it begins with = + - or @, or their wide forms. Such text gets an apostrophe in front (OWASP, "CSV injection"). Numbers
 * do not, nor do tables that other programs read by column (`plain`).
 *
 * Ownership: a Csv borrows the buffer that it adds to.
 */
#ifndef ATTACHE_CSV_H
#define ATTACHE_CSV_H

#include "base/base.h"

typedef struct Csv {
    Buf *out;
    char separator; /* ',' or '\t' */
    bool plain;     /* text unchanged */
    bool begun;     /* the row has a cell already */
} Csv;

void csv_text(Csv *c, Slice text);
/* A cell with content of our own: a number, a code. */
void csv_printf(Csv *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Texts joined by `between`, in one cell. */
void csv_list(Csv *c, const char *const *texts, size_t n, const char *between);
void csv_end_row(Csv *c);

static inline void csv_str(Csv *c, const char *text) { csv_text(c, slice_of(text)); }
static inline void csv_strs(Csv *c, const char *const *texts, size_t n) {
    for (size_t i = 0; i < n; i++) csv_str(c, texts[i]);
}

#endif
