/* fuzz_text.c - any bytes as plain text, as an address and as a date. */
#include "read_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Slice s = {(const char *)data, size}, place;
    char date[11];
    check_document(&(attache_document){.id = "fuzz", .data = s.p, .size = s.n, .kind = ATTACHE_TEXT});
    dates_find(s, date);
    dates_in_url(s, date);
    require(dateline_find(s, &place) <= s.n, "a dateline is longer than its paragraph");
    check_string(language_of(s));
    return 0;
}
