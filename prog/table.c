/* table.c - prints rows of a result as a table for people. */
#include "table.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { ROWS_KEPT = 1000, INDENT = 4, LEAST_WIDTH = 12, GAP = 2 };

size_t table_screen(void) {
    struct winsize size;
    const char *said = getenv("COLUMNS");
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col) return size.ws_col;
    long n = said ? strtol(said, NULL, 10) : 0;
    return n >= 20 && n < 10000 ? (size_t)n : 80;
}

static const char BLANKS[] = " \n\t\r";

/* ---- cells ---- */

/* Code points, which equal columns for almost all text here. */
static size_t width_of(const char *s) {
    size_t n = 0;
    for (; *s; s++) n += (*s & 0xC0) != 0x80;
    return n;
}

static void put(char c) { putchar((unsigned char)c < 0x20 || c == 0x7F ? ' ' : c); }

static void print_cell(size_t width, bool number, bool last, const char *cell) {
    size_t own = width_of(cell), shown = 0, most = own > width ? width - 1 : own;
    if (number) printf("%*s", (int)(width > own ? width - own : 0), "");
    for (const char *p = cell; *p; p++) {
        bool starts = (*p & 0xC0) != 0x80;
        if (starts && shown == most) break;
        shown += starts;
        put(*p);
    }
    if (own > width) fputs("…", stdout), shown++;
    if (!number && !last) printf("%*s", (int)(width > shown ? width - shown : 0), "");
    fputs(last ? "\n" : "  ", stdout);
}

/* Text on lines of its own, broken between words; a word longer than a line, such as an address, is not broken. */
static void print_below(const char *text, size_t screen) {
    size_t at = 0, room = screen > 2 * INDENT ? screen - INDENT : screen;
    for (const char *p = text + strspn(text, BLANKS); *p; p += strspn(p, BLANKS)) {
        size_t n = strcspn(p, BLANKS), width = 0;
        for (size_t i = 0; i < n; i++) width += (p[i] & 0xC0) != 0x80;
        if (at && at + 1 + width > room) putchar('\n'), at = 0;
        if (at) putchar(' '), at++;
        else printf("%*s", INDENT, "");
        for (size_t i = 0; i < n; i++) put(p[i]);
        at += width, p += n;
    }
    if (at) putchar('\n');
}

/* ---- widths ---- */

static bool is_long(const char *name) {
    static const char *const names[] = {"text", "title", "url", "why"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i])) return true;
    return false;
}

static bool may_shrink(const Table *t, size_t i) {
    static const char *const names[] = {"actor", "recipient", "participants", "place", "mode", "context", "source", "copy"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (!strcmp(t->columns[i].name, names[k])) return !t->below[i] && t->width[i] > LEAST_WIDTH;
    return false;
}

static size_t total_of(const Table *t) {
    size_t total = 0;
    for (size_t i = 0; i < t->n; i++)
        if (!t->below[i]) total += t->width[i] + GAP;
    return total ? total - GAP : 0;
}

/* A heading may be broken after each '_'. The part with this number, counted from the last. */
static size_t part_of(const char *name, size_t back, const char **part) {
    const char *end = name + strlen(name), *p = end;
    for (;; back--) {
        for (end = p; p > name && (p == end || p[-1] != '_'); p--) {}
        if (!back || p == name) break;
    }
    *part = p;
    return back ? 0 : (size_t)(end - p);
}

static void break_headings(Table *t) {
    const char *part;
    for (size_t i = 0; i < t->n; i++) {
        size_t longest = 0, lines = 0;
        for (size_t n; (n = part_of(t->columns[i].name, lines, &part)); lines++) longest = n > longest ? n : longest;
        t->lines[i] = lines;
        t->width[i] = t->data[i] > longest ? t->data[i] : longest;
    }
}

/* Makes everything fit: headings are broken, then the widest column of words shrinks, then the id gets a line of its own, and finally the last columns do. */
static void fit(Table *t) {
    t->heading = 1;
    if (total_of(t) > t->screen) break_headings(t);
    for (size_t total; (total = total_of(t)) > t->screen;) {
        size_t widest = t->n, out = t->n;
        for (size_t i = 0; i < t->n; i++) {
            if (may_shrink(t, i) && (widest == t->n || t->width[i] > t->width[widest])) widest = i;
            if (!t->below[i]) out = i;
        }
        if (widest < t->n) {
            t->width[widest]--;
            continue;
        }
        if (out == t->n) break;
        t->below[!strcmp(t->columns[0].name, "id") && !t->below[0] && t->width[0] > LEAST_WIDTH ? 0 : out] = true;
    }
    for (size_t i = 0; i < t->n; i++)
        if (!t->below[i] && t->lines[i] > t->heading) t->heading = t->lines[i];
}

/* ---- rows ---- */

static size_t last_of(const Table *t) {
    size_t last = t->n;
    while (last && t->below[last - 1]) last--;
    return last;
}

static void print_headings(const Table *t) {
    for (size_t line = t->heading; line--;)
        for (size_t i = 0; i < last_of(t); i++) {
            char text[64];
            const char *part = t->columns[i].name;
            size_t n = t->heading > 1 ? part_of(t->columns[i].name, line, &part) : strlen(part);
            snprintf(text, sizeof text, "%.*s", (int)n, part);
            if (!t->below[i]) print_cell(t->width[i], t->columns[i].number, i + 1 == last_of(t), text);
        }
}

static void print_line(const Table *t, char *const *cells) {
    for (size_t i = 0; i < last_of(t); i++)
        if (!t->below[i]) print_cell(t->width[i], t->columns[i].number, i + 1 == last_of(t), cells[i]);
}

/* Whether a long text is the same as one before it, as a title is that is a sentence. */
static bool is_told(const Table *t, char *const *cells, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (t->below[k] && is_long(t->columns[k].name) && !strcmp(cells[k], cells[i])) return true;
    return false;
}

/* The parts that did not fit into the line: an id, figures with their names, and long texts, one line each. */
static void print_rest(const Table *t, char *const *cells) {
    size_t size = 1, n = 0;
    for (size_t i = 0; i < t->n; i++) size += strlen(cells[i]) + strlen(t->columns[i].name) + 4;
    char *figures = calloc(size, 1);
    for (size_t i = 0; i < t->n && figures; i++) {
        bool id = !strcmp(t->columns[i].name, "id");
        if (!t->below[i] || is_long(t->columns[i].name) || !cells[i][0]) continue;
        n += (size_t)snprintf(figures + n, size - n, "%s%s%s%s", n ? ", " : "", id ? "" : t->columns[i].name, id ? "" : " ", cells[i]);
    }
    if (n) print_below(figures, t->screen);
    free(figures);
    for (size_t i = 0; i < t->n; i++)
        if (t->below[i] && is_long(t->columns[i].name) && !is_told(t, cells, i)) print_below(cells[i], t->screen);
}

static void print_rows(Table *t) {
    if (!t->shown) {
        t->heading = 1;
        if (t->screen) fit(t);
        print_headings(t);
    }
    for (size_t r = 0; r < t->rows; r++) {
        print_line(t, t->cells + r * t->n);
        print_rest(t, t->cells + r * t->n);
    }
    t->shown += t->rows;
    for (size_t i = 0; i < t->rows * t->n; i++) free(t->cells[i]);
    t->rows = 0;
}

int table_row(Table *t, const attache_column *columns, const char *const *values, size_t n) {
    t->n = n < TABLE_COLUMNS ? n : TABLE_COLUMNS;
    for (size_t i = 0; i < t->n; i++) {
        if (!values) t->columns[i].name = strdup(columns[i].name); /* the statement's own are gone when the table is printed */
        t->columns[i].number = columns[i].number;
        t->below[i] |= t->screen && is_long(columns[i].name);
        size_t width = width_of(values && values[i] ? values[i] : values ? "" : columns[i].name);
        if (!t->shown && width > t->width[i]) t->width[i] = width;
        if (!t->shown && values && width > t->data[i]) t->data[i] = width;
    }
    if (!values) return 0;
    if (!t->cells) t->cells = calloc(ROWS_KEPT * t->n, sizeof *t->cells);
    for (size_t i = 0; i < t->n && t->cells; i++) {
        char *cell = t->cells[t->rows * t->n + i] = strdup(values[i] ? values[i] : "");
        if (cell) terminal_disarm(cell, strlen(cell), TERMINAL_LINES);
    }
    if (++t->rows == ROWS_KEPT) print_rows(t);
    return ferror(stdout);
}

void table_finish(Table *t) {
    if (!t->rows && !t->shown)
        puts("nothing");
    else
        print_rows(t);
    for (size_t i = 0; i < t->n; i++) free((char *)t->columns[i].name);
    free(t->cells);
}
