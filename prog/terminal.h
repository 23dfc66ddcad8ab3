/* terminal.h - texts of others in, texts that a terminal shows and does not obey out. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stddef.h>

enum { TERMINAL_LINE, TERMINAL_LINES, TERMINAL_COLOURS }; /* what stays: nothing; tabs and line breaks; these, and the few colours that attache writes */

/* Puts '?' in the place of each control character, escape sequences among them, and of each mark that turns the direction of the text around it. Never longer than it
 * was; returns how long it is then, and ends it with a NUL, for which there is room. */
size_t terminal_disarm(char *text, size_t n, int stays);
/* A message on standard error, disarmed. */
void terminal_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
