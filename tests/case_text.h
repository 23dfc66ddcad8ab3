/* case_text.h - what the programs that run cases share: reading files, and splitting lines. */
#ifndef ATTACHE_CASE_TEXT_H
#define ATTACHE_CASE_TEXT_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without blanks around it. */
static inline char *trim(char *s) {
    while (isspace((unsigned char)*s)) s++;
    char *end = s + strlen(s);
    while (end > s && isspace((unsigned char)end[-1])) *--end = 0;
    return s;
}

/* Cuts the next part off *rest at `sep`, trimmed; NULL when nothing is left. */
static inline char *next_part(char **rest, char sep) {
    if (!*rest) return NULL;
    char *part = *rest, *at = strchr(part, sep);
    *rest = at ? at + 1 : NULL;
    if (at) *at = 0;
    return trim(part);
}

/* A whole file in malloc'd memory, with a final NUL; NULL if it cannot be read. */
static inline char *read_file(const char *path, size_t *size) {
    FILE *f = fopen(path, "rb");
    char *data = NULL;
    size_t n = 0, got;
    if (!f) return NULL;
    do {
        data = realloc(data, n + 65537);
        if (!data) abort();
        got = fread(data + n, 1, 65536, f);
        n += got;
    } while (got);
    fclose(f);
    data[n] = 0;
    *size = n;
    return data;
}

#endif
