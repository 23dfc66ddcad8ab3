/* fuzz_html.c - any bytes as a page. Seeds: tests/pages/ */
#include "read_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check_document(&(attache_document){.id = "fuzz", .data = (const char *)data, .size = size, .kind = ATTACHE_HTML});
    return 0;
}
