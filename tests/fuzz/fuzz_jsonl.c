/* fuzz_jsonl.c - any bytes as JSONL. */
#include "read_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check_inputs(data, size, ATTACHE_JSONL);
    return 0;
}
