/* actor.c - from a code, a sector and a body's name to the identifier under which they are counted. */
#include "vocab/actor.h"

#include <ctype.h>

enum { NAME_ROOM = 256 };

static size_t put_lower(const char *s, char out[ACTOR_KEY]) {
    size_t n = 0;
    for (; s[n] && n < 3; n++) out[n] = (char)tolower((unsigned char)s[n]);
    return n;
}

static bool is_letter(unsigned char c) { return c >= 0x80 || isalnum(c); }

/* "Boko Haram" as "boko-haram", cut between words if it is too long. */
static void put_name(const char *name, char *out, size_t room) {
    char folded[NAME_ROOM];
    size_t size = strlen(name), n = 0, whole = 0;
    size = utf8_fold(name, size < NAME_ROOM / 2 ? size : NAME_ROOM / 2, folded, sizeof folded);
    for (size_t i = 0; i < size && n + 1 < room; i++) {
        if (is_letter((unsigned char)folded[i]))
            out[n++] = folded[i];
        else if (n && out[n - 1] != '-' && folded[i] != '\'' && folded[i] != '.')
            whole = n, out[n++] = '-';
        if (n + 1 < room) continue;
        if (whole && i + 1 < size && is_letter((unsigned char)folded[i + 1])) n = whole;
        break;
    }
    while (n && out[n - 1] == '-') n--;
    memset(out + n, 0, room - n);
}

void actor_key(const char *code, const char *sector, const char *name, char out[ACTOR_KEY]) {
    size_t n = strnlen(code, 3);
    memset(out, 0, ACTOR_KEY);
    memcpy(out, code, n);
    if (!n) n = put_lower(sector, out);
    if (name[0]) {
        if (!n) n = put_lower("org", out);
        out[n++] = ':';
        put_name(name, out + n, ACTOR_KEY - n);
    } else if (code[0] && sector[0]) {
        out[n++] = '.';
        memcpy(out + n, sector, strnlen(sector, 3));
    }
}

size_t actor_whole(const char *key) { return strcspn(key, ".:"); }
