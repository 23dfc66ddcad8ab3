/* options.h - the one table of options: which command takes which, what each means, what it may be. getopt_long, --help and the messages about wrong values all
 * come from it.
 */
#ifndef PROG_OPTIONS_H
#define PROG_OPTIONS_H

#include "prog.h"

/* Reads argv, of which the first is the command's name, into `o`, what is no option into o->files; false with a message if an option is wrong. */
bool options_read(Options *o, const Command *c, int argc, char **argv);
/* Writes the command's help to standard output. */
void options_help(const Command *c);
/* Says of a value that it is wrong, and where help is; false. */
bool options_bad(const Command *c, const char *what, const char *value, const char *right);

#endif
