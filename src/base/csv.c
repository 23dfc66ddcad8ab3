/* csv.c - cells in, rows of CSV or tab-separated text out. */
#include "base/csv.h"

#include <stdio.h>

static void begin_cell(Csv *c) {
    if (c->begun) buf_char(c->out, c->separator);
    c->begun = true;
}

/* Spreadsheets also accept the wide forms of = + - @. */
static bool is_formula(const Csv *c, Slice s) {
    if (c->plain || !s.n || !s.p[0]) return false;
    bool wide = s.n > 2 && !memcmp(s.p, "\xEF\xBC", 2) && strchr("\x8B\x8D\x9D\xA0", s.p[2]) && s.p[2];
    return wide || strchr(c->separator == '\t' ? "=+-@" : "=+-@\t\r\n", s.p[0]);
}

static bool wants_quotes(Slice s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ',' || s.p[i] == '"' || s.p[i] == '\n' || s.p[i] == '\r') return true;
    return false;
}

static void add_without_breaks(Buf *out, Slice s) {
    for (size_t i = 0; i < s.n; i++) buf_char(out, s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
}

static void add_quoted(Buf *out, Slice s, bool formula) {
    buf_str(out, formula ? "\"'" : "\"");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_char(out, '"');
        buf_char(out, s.p[i]);
    }
    buf_char(out, '"');
}

void csv_text(Csv *c, Slice s) {
    bool formula = is_formula(c, s);
    begin_cell(c);
    if (c->separator == '\t') {
        if (formula) buf_char(c->out, '\'');
        add_without_breaks(c->out, s);
    } else if (formula || wants_quotes(s)) {
        add_quoted(c->out, s, formula);
    } else {
        buf_add(c->out, s.p, s.n);
    }
}

void csv_printf(Csv *c, const char *format, ...) {
    char room[128];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(room, sizeof room, format, args);
    va_end(args);
    begin_cell(c);
    buf_add(c->out, room, n < 0 ? 0 : (size_t)n < sizeof room ? (size_t)n : sizeof room - 1);
}

void csv_list(Csv *c, const char *const *texts, size_t n, const char *between) {
    Buf joined = {0};
    buf_reserve(&joined, 1);
    for (size_t i = 0; i < n; i++) {
        if (i) buf_str(&joined, between);
        buf_str(&joined, texts[i]);
    }
    csv_text(c, (Slice){joined.p, joined.n});
    buf_free(&joined);
}

void csv_end_row(Csv *c) {
    buf_str(c->out, c->separator == ',' ? "\r\n" : "\n");
    c->begun = false;
}
