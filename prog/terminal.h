/* terminal.h - makes foreign text safe to show on a terminal. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stddef.h>

enum { TERMINAL_LINE, TERMINAL_LINES, TERMINAL_COLOURS }; /* what is kept: nothing; tabs and line breaks; these, and the few colours that attache writes */

/* Replaces each control character, including those of escape sequences, and each mark that changes the text direction, by '?'. The result is never longer;
 * returns its length and adds a NUL, for which there must be room. */
size_t terminal_disarm(char *text, size_t n, int stays);
/* A message on standard error, made safe. */
void terminal_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
