/* digest_columns.c - loops that a compiler turns into vector instructions, one for each width of a column. */
#include "store/digest_columns.h"

static uint16_t load16(const char *p) {
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return bytes_little16(v);
}

void digest_read_column(const DigestColumn *c, uint32_t *out) {
    const char *p = c->p;
    uint32_t n = c->n, base = (uint32_t)c->base;
    switch (c->width) {
    case 0:
        for (uint32_t i = 0; i < n; i++) out[i] = base;
        break;
    case 1:
        for (uint32_t i = 0; i < n; i++) out[i] = base + (uint8_t)p[i];
        break;
    case 2:
        for (uint32_t i = 0; i < n; i++) out[i] = base + load16(p + 2 * (size_t)i);
        break;
    case 4:
        for (uint32_t i = 0; i < n; i++) out[i] = base + bytes_load32(p + 4 * (size_t)i);
        break;
    default:
        for (uint32_t i = 0; i < n; i++) out[i] = base + (uint32_t)bytes_load64(p + 8 * (size_t)i);
    }
}

/* ---- between two ----
 *
 * What the values have in common, the base, is taken from the bounds, so that bytes are compared with bytes. One subtraction does for both bounds: what lies below the lower becomes very large. */

static void between8(const char *p, uint32_t n, uint8_t low, uint8_t span, uint8_t *in) {
    for (uint32_t i = 0; i < n; i++) in[i] = (uint8_t)((uint8_t)p[i] - low) <= span;
}

static void between16(const char *p, uint32_t n, uint16_t low, uint16_t span, uint8_t *in) {
    for (uint32_t i = 0; i < n; i++) in[i] = (uint16_t)(load16(p + 2 * (size_t)i) - low) <= span;
}

static void between32(const char *p, uint32_t n, uint32_t low, uint32_t span, uint8_t *in) {
    for (uint32_t i = 0; i < n; i++) in[i] = bytes_load32(p + 4 * (size_t)i) - low <= span;
}

static void between64(const char *p, uint32_t n, uint64_t low, uint64_t span, uint8_t *in) {
    for (uint32_t i = 0; i < n; i++) in[i] = bytes_load64(p + 8 * (size_t)i) - low <= span;
}

void digest_between(const DigestColumn *c, int64_t least, int64_t most, uint8_t in[DIGEST_BLOCK]) {
    const int64_t base = (int64_t)c->base;
    const uint64_t largest = c->width == 8 ? UINT64_MAX : ((uint64_t)1 << 8 * c->width) - 1; /* that is added to the base */
    uint64_t low = least > base ? (uint64_t)least - c->base : 0, high = (uint64_t)most - c->base;
    bool none = most < base || least > most || low > largest;
    if (high > largest) high = largest;
    if (none || (!low && high == largest)) {
        memset(in, !none, c->n);
        return;
    }
    switch (c->width) {
    case 1: return between8(c->p, c->n, (uint8_t)low, (uint8_t)(high - low), in);
    case 2: return between16(c->p, c->n, (uint16_t)low, (uint16_t)(high - low), in);
    case 4: return between32(c->p, c->n, (uint32_t)low, (uint32_t)(high - low), in);
    default: return between64(c->p, c->n, low, high - low, in);
    }
}

/* ---- lists ---- */

static uint64_t sum_of(const uint32_t *lengths, uint32_t n) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < n; i++) sum += lengths[i];
    return sum;
}

static void cut_lengths(uint32_t *lengths, uint32_t n, uint32_t left, uint32_t most) {
    for (uint32_t i = 0; i < n; i++) {
        if (lengths[i] > most) lengths[i] = most;
        if (lengths[i] > left) lengths[i] = left;
        left -= lengths[i];
    }
}

void digest_list_starts(const DigestBlock *b, int list, uint32_t starts[DIGEST_BLOCK + 1]) {
    uint32_t lengths[DIGEST_BLOCK], at = 0, items = b->columns[DIGEST_ITEMS + list].n;
    digest_read_column(&b->columns[DIGEST_LENGTHS + list], lengths);
    if (sum_of(lengths, b->n) != items) cut_lengths(lengths, b->n, items, digest_list_max(list));
    for (uint32_t row = 0; row < b->n; row++) {
        starts[row] = at;
        at += lengths[row];
    }
    starts[b->n] = at;
}

enum { ITEMS_MAX = 1 << 15 };

/* How many of the items before each are in the set: so a row is looked at without a branch for each item. */
static void count_items(const DigestColumn *c, const DigestSet *set, uint32_t before[ITEMS_MAX + 1]) {
    uint32_t items[ITEMS_MAX], n = 0;
    digest_read_column(c, items);
    for (uint32_t i = 0; i < c->n; i++) {
        uint32_t item = items[i] >> set->shift;
        bool fits = item < set->n;
        before[i] = n;
        n += fits & set->has[fits ? item : 0];
    }
    before[c->n] = n;
}

static bool has_item(const DigestColumn *c, uint32_t at, uint32_t end, const DigestSet *set) {
    for (; at < end; at++) {
        uint64_t item = digest_get(c, at) >> set->shift;
        if (item < set->n && set->has[item]) return true;
    }
    return false;
}

void digest_mark(const DigestBlock *b, int list, const DigestSet *set, uint8_t mark, uint8_t marks[DIGEST_BLOCK]) {
    uint32_t starts[DIGEST_BLOCK + 1], before[ITEMS_MAX + 1];
    const DigestColumn *c = &b->columns[DIGEST_ITEMS + list];
    bool few = c->n <= ITEMS_MAX;
    if (few) count_items(c, set, before);
    if (few && !before[c->n]) return;
    digest_list_starts(b, list, starts);
    for (uint32_t row = 0; row < b->n; row++) {
        bool has = few ? before[starts[row]] != before[starts[row + 1]] : has_item(c, starts[row], starts[row + 1], set);
        marks[row] = (uint8_t)(marks[row] | (has ? mark : 0));
    }
}

void digest_number_starts(const DigestBlock *b, uint32_t starts[DIGEST_BLOCK]) {
    uint32_t flags[DIGEST_BLOCK], at = 0;
    digest_read_column(&b->columns[DIGEST_FLAGS], flags);
    for (uint32_t row = 0; row < b->n; row++) {
        starts[row] = at;
        at += DIGEST_NUMBERS * digest_count_bits(flags[row] / DIGEST_KNOWN & 7);
    }
}
