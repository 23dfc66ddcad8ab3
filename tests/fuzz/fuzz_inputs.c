/* fuzz_inputs.c - any bytes as a file of unknown kind: archives, compressed files, whatever their first bytes say. */
#include "read_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check_inputs(data, size, ATTACHE_AUTO);
    return 0;
}
