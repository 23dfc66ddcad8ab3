/* wording.c - the lists of data/lines.tsv as tables. */
#include "read/wording.h"

#define LINES(name, ...) static const char *const list_##name[] = {__VA_ARGS__};
#include <lines.inc>

const Wording wording[LINES_COUNT] = {
#define LINES(name, ...) {list_##name, COUNT_OF(list_##name)},
#include <lines.inc>
};
