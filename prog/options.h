/* options.h - the one table of options: which command takes which, what each means, and its possible values. getopt_long, --help and the messages about wrong
 * values all use it.
 */
#ifndef PROG_OPTIONS_H
#define PROG_OPTIONS_H

#include "prog.h"

/* Reads argv, whose first item is the command's name, into `o`, and arguments that are not options into o->files; false with a message if an option is wrong. */
bool options_read(Options *o, const Command *c, int argc, char **argv);
/* Writes the command's help to standard output. */
void options_help(const Command *c);
/* Reports a wrong value and how to get help; returns false. */
bool options_bad(const Command *c, const char *what, const char *value, const char *right);

#endif
