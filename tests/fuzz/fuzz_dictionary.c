/* fuzz_dictionary.c - any bytes as a PETRARCH or TABARI dictionary of actors: lines are read or reported. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compile/dictionary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char name[] = P_tmpdir "/fuzz_dictionary.XXXXXX";
    static int fd = -1;
    TableSet set = {.layer = 1};
    if (fd < 0) fd = mkstemp(name);
    if (fd < 0 || ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size) abort();
    dictionary_read(&set, name, NULL);
    tables_free(&set);
    return 0;
}
