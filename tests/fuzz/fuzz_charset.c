/* fuzz_charset.c - any bytes in any character set: the first byte selects the transport's declaration. The output must be UTF-8 and composed. */
#include "read_checks.h"

static const char *const labels[] = {NULL,     "utf-8",       "windows-1252", "iso-8859-1",  "gbk",          "gb2312",      "big5",    "shift_jis",
                                     "euc-jp", "iso-2022-jp", "euc-kr",       "koi8-r",      "windows-1251", "iso-8859-9",  "utf-16",  "utf-16le",
                                     "utf-32", "utf-7",       "tis-620",      "x-mac-roman", "hz-gb-2312",   "iso-2022-kr", "nonsense"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size) return 0;
    Arena arena;
    arena_init(&arena);
    attache_document doc = {.id = "fuzz", .data = (const char *)data + 1, .size = size - 1, .charset = labels[data[0] % COUNT_OF(labels)]};
    for (int html = 0; html < 2; html++) {
        Slice s = charset_decode(&doc, html, &arena);
        require(utf8_valid(s.p, s.n) == s.n && !(s.n && memchr(s.p, 0, s.n)), "what was decoded is not valid UTF-8, or has a NUL");
        Slice composed = charset_nfc(s, &arena);
        require(utf8_valid(composed.p, composed.n) == composed.n, "what was composed is not valid UTF-8");
    }
    arena_free(&arena);
    return 0;
}
