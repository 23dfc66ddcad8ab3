/* fuzz_warc.c - any bytes as a WARC file, compressed or not, and its first bytes as an HTTP response. Seeds: the records that tests/unit/test_inputs.c makes. */
#include "read/input/inputs_int.h"
#include "read_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Buf room[2] = {{0}, {0}};
    HttpResponse http;
    if (response_read((Slice){(const char *)data, size}, room, &http)) require(http.body.n <= 2 * ATTACHE_DOCUMENT_MAX, "a body is too large");
    buf_free(&room[0]);
    buf_free(&room[1]);
    check_inputs(data, size, ATTACHE_WARC);
    return 0;
}
