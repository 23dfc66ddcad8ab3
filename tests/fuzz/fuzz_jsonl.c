/* fuzz_jsonl.c - any bytes as JSONL; and what flat_read makes of a line must be what jansson makes of it. */
#include <jansson.h>
#include <stdlib.h>

#include "read/read_int.h"
#include "read_checks.h"

static void check_flat(Slice line) {
    static const char *const keys[] = {"id", "date", "text"};
    FlatValue values[COUNT_OF(keys)];
    Buf strings = {0};
    if (utf8_valid(line.p, line.n) == line.n && flat_read(line, keys, values, COUNT_OF(keys), &strings)) {
        json_t *all = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL);
        if (!json_is_object(all)) abort();
        for (size_t i = 0; i < COUNT_OF(keys); i++) {
            const json_t *v = json_object_get(all, keys[i]);
            bool same = values[i].kind == FLAT_STRING    ? json_is_string(v) && json_string_length(v) == values[i].string.n &&
                                                               !memcmp(json_string_value(v), values[i].string.p, values[i].string.n + 1)
                        : values[i].kind == FLAT_INTEGER ? json_is_integer(v) && json_integer_value(v) == values[i].integer
                        : values[i].kind == FLAT_OTHER   ? v && !json_is_string(v) && !json_is_integer(v)
                                                         : !v;
            if (!same) abort();
        }
        json_decref(all);
    }
    buf_free(&strings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check_flat((Slice){(const char *)data, size});
    check_inputs(data, size, ATTACHE_JSONL);
    return 0;
}
