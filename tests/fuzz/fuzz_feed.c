/* fuzz_feed.c - any bytes as an RSS or Atom file. */
#include "read_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check_inputs(data, size, ATTACHE_FEED);
    return 0;
}
