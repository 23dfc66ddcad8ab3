/* csv.h - rows of cells as text: CSV by RFC 4180, its lines ended by CR LF, or cells with tabs between them, in which tabs and line breaks become blanks.
 *
 * A spreadsheet takes a text that begins with = + - or @, or their wide forms, for a formula, and runs it. Such a text gets an apostrophe in front (OWASP, "CSV injection"); numbers do
 * not, nor do the tables that other programs read by column (`plain`).
 *
 * Ownership: a Csv borrows the buffer that it adds to.
 */
#ifndef ATTACHE_CSV_H
#define ATTACHE_CSV_H

#include "base/base.h"

typedef struct Csv {
    Buf *out;
    char separator; /* ',' or '\t' */
    bool plain;     /* texts as they are */
    bool begun;     /* a cell of the row stands */
} Csv;

void csv_text(Csv *c, Slice text);
/* A cell that no one but us has written: a number, a code. */
void csv_printf(Csv *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Texts joined by `between`, in one cell. */
void csv_list(Csv *c, const char *const *texts, size_t n, const char *between);
void csv_end_row(Csv *c);

static inline void csv_str(Csv *c, const char *text) { csv_text(c, slice_of(text)); }
static inline void csv_strs(Csv *c, const char *const *texts, size_t n) {
    for (size_t i = 0; i < n; i++) csv_str(c, texts[i]);
}

#endif
