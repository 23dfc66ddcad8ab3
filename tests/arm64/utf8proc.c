/* utf8proc.c - the part of utf8proc that the parser needs for ASCII, so that tests/arm64.sh needs no library for another processor. */
#include <utf8proc.h>

utf8proc_ssize_t utf8proc_iterate(const utf8proc_uint8_t *p, utf8proc_ssize_t n, utf8proc_int32_t *out) {
    *out = n > 0 && *p < 0x80 ? *p : -1;
    return *out < 0 ? UTF8PROC_ERROR_INVALIDUTF8 : 1;
}

utf8proc_ssize_t utf8proc_encode_char(utf8proc_int32_t c, utf8proc_uint8_t *out) {
    *out = (utf8proc_uint8_t)c;
    return 1;
}

utf8proc_category_t utf8proc_category(utf8proc_int32_t c) {
    if (c >= 'a' && c <= 'z') return UTF8PROC_CATEGORY_LL;
    if (c >= 'A' && c <= 'Z') return UTF8PROC_CATEGORY_LU;
    if (c >= '0' && c <= '9') return UTF8PROC_CATEGORY_ND;
    return c == ' ' ? UTF8PROC_CATEGORY_ZS : c < ' ' || c == 127 ? UTF8PROC_CATEGORY_CC : UTF8PROC_CATEGORY_PO;
}

utf8proc_ssize_t utf8proc_decompose_char(utf8proc_int32_t c, utf8proc_int32_t *out, utf8proc_ssize_t room, utf8proc_option_t options, int *boundary) {
    (void)room, (void)options, (void)boundary;
    *out = c >= 'A' && c <= 'Z' ? c + 32 : c;
    return 1;
}
