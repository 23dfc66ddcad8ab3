/* terminal.c - removes from any bytes what a terminal would obey. */
#include "terminal.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The length of the control character or mark at p, of n bytes; 0 if there is none. */
static size_t obeyed_at(const unsigned char *p, size_t n, int lines) {
    if (*p < 0x20 || *p == 0x7F) return !(lines && (*p == '\n' || *p == '\t'));
    if (n > 1 && p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0) return 2; /* U+0080 to U+009F */
    if (n > 1 && p[0] == 0xD8 && p[1] == 0x9C) return 2;                /* U+061C */
    if (n < 3 || p[0] != 0xE2) return 0;
    if (p[1] == 0x80 && (p[2] == 0x8E || p[2] == 0x8F || (p[2] >= 0xA8 && p[2] <= 0xAE))) return 3; /* U+200E, U+200F, U+2028 to U+202E */
    return p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9 ? 3 : 0;                                    /* U+2066 to U+2069 */
}

/* The length of one of our colours at p; 0 if there is none. */
static size_t colour_at(const char *p, size_t n) {
    static const char *const colours[] = {"\033[0m", "\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[33m", "\033[36m", "\033[1;33m", "\033[1;32m"};
    for (size_t i = 0; *p == '\033' && i < sizeof colours / sizeof *colours; i++) {
        size_t k = strlen(colours[i]);
        if (k <= n && !memcmp(p, colours[i], k)) return k;
    }
    return 0;
}

size_t terminal_disarm(char *text, size_t n, int stays) {
    size_t out = 0;
    for (size_t i = 0, k; i < n; i += k) {
        size_t kept = stays == TERMINAL_COLOURS ? colour_at(text + i, n - i) : 0;
        bool obeyed = !kept && (k = obeyed_at((const unsigned char *)text + i, n - i, stays != TERMINAL_LINE)) > 0;
        if (!obeyed) memmove(text + out, text + i, k = kept ? kept : 1);
        if (obeyed) text[out] = '?';
        out += obeyed ? 1 : k;
    }
    text[out] = 0;
    return out;
}

void terminal_complain(const char *format, ...) {
    char *text;
    va_list args;
    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    if (n < 0) return;
    terminal_disarm(text, (size_t)n, TERMINAL_LINES);
    fputs(text, stderr);
    free(text);
}
