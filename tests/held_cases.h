/* held_cases.h - which cases of the codebook are only for testing: a third, by the checksum of their words. They are in tests/cases/held/, the rest in
 * tests/cases/codebook/; a trainer reads the latter and refuses the former. tests/held.py has the same rule for Python. */
#ifndef ATTACHE_HELD_CASES_H
#define ATTACHE_HELD_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The CRC-32 (of zlib, of PNG) of the letters and digits of a text, in lower case: `crc` is 0, or that of the text before this one. */
static inline uint32_t held_checksum(uint32_t crc, const char *text, size_t n) {
    crc = ~crc;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 'A' && c <= 'Z') c = (unsigned char)(c - 'A' + 'a');
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) continue;
        crc ^= c;
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

/* Of the checksum of all "text" lines of a case. */
static inline bool held_is(uint32_t checksum) { return checksum % 3 == 0; }

#endif
