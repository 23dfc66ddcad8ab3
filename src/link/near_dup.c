/* near_dup.c - groups texts that are copies of each other, by their sketches. */
#include "link/near_dup.h"

#include <stdlib.h>

#include "base/radix.h"

void near_dup_free(NearDups *g) {
    free(g->items);
    map_free(&g->index);
}

void near_dup_clear(NearDups *g) {
    g->n = 0;
    map_clear(&g->index);
}

void near_dup_add(NearDups *g, NearDup d) {
    if (g->n == g->cap) g->items = base_realloc(g->items, (g->cap = g->cap ? g->cap * 2 : 64) * sizeof *g->items);
    d.up = (uint32_t)g->n;
    g->items[g->n++] = d;
    *map_put(&g->index, (uint64_t)d.id) = g->n;
}

NearDup *near_dup_find(NearDups *g, int64_t id) {
    size_t at = map_get(&g->index, (uint64_t)id);
    return at ? &g->items[at - 1] : NULL;
}

/* The earlier one published; those without a date by name only. */
static bool is_earlier(const NearDup *a, const NearDup *b) {
    if (a->day != b->day) return a->day && (!b->day || a->day < b->day);
    int order = strcmp(a->name, b->name);
    if (!order) order = strcmp(a->url, b->url);
    return order ? order < 0 : a->hash < b->hash;
}

uint32_t near_dup_original(NearDups *g, uint32_t i) {
    while (g->items[i].up != i) i = g->items[i].up = g->items[g->items[i].up].up;
    return i;
}

/* The earlier one represents the group. */
void near_dup_unite(NearDups *g, uint32_t a, uint32_t b) {
    a = near_dup_original(g, a), b = near_dup_original(g, b);
    if (a == b) return;
    if (is_earlier(&g->items[a], &g->items[b]))
        g->items[b].up = a;
    else
        g->items[a].up = b;
}

static void compare(NearDups *g, uint32_t a, uint32_t b) {
    const NearDup *x = &g->items[a], *y = &g->items[b];
    if (near_dup_original(g, a) != near_dup_original(g, b) && y->sketched && sketch_alike(&x->sketch, &y->sketch, x->day, y->day)) near_dup_unite(g, a, b);
}

void near_dup_compare(NearDups *g, int64_t a, int64_t b) {
    compare(g, (uint32_t)map_get(&g->index, (uint64_t)a) - 1, (uint32_t)map_get(&g->index, (uint64_t)b) - 1);
}

void near_dup_list_bands(const NearDups *g, Band *out) {
    const NearDup *d = &g->items[g->n - 1];
    int64_t hashes[SKETCH_BANDS];
    sketch_bands(&d->sketch, hashes);
    for (size_t k = 0; k < SKETCH_BANDS; k++) out[k] = (Band){hashes[k], d->id, d->day, (uint32_t)g->n - 1};
}

void near_dup_sort_bands(Band *bands, size_t n) {
    RadixItem *items = base_alloc((2 * n + 1) * sizeof *items);
    Band *sorted = base_alloc((n + 1) * sizeof *sorted);
    for (size_t i = 0; i < n; i++) items[i] = (RadixItem){.key = radix_signed(bands[i].day), .at = (uint32_t)i};
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) items[i].key = radix_signed(bands[items[i].at].band);
    radix_sort(items, items + n, n);
    for (size_t i = 0; i < n; i++) sorted[i] = bands[items[i].at];
    memcpy(bands, sorted, n * sizeof *bands);
    free(items);
    free(sorted);
}

static bool same_sketch(const NearDup *a, const NearDup *b) { return a->day == b->day && !memcmp(&a->sketch, &b->sketch, sizeof a->sketch); }

void near_dup_compare_new(NearDups *g, const Band *bands, size_t n) {
    uint32_t *firsts = base_alloc((n + 1) * sizeof *firsts);
    for (size_t i = 0, n_firsts = 0; i < n; i++) {
        uint32_t at = bands[i].at;
        bool again = false;
        if (i && bands[i].band != bands[i - 1].band) n_firsts = 0;
        for (size_t k = n_firsts; k > 0 && g->items[firsts[k - 1]].day >= bands[i].day - SKETCH_REACH && !again; k--) {
            again = same_sketch(&g->items[firsts[k - 1]], &g->items[at]);
            g->items[at].is_again |= again;
            compare(g, firsts[k - 1], at);
        }
        if (!again) firsts[n_firsts++] = at;
    }
    free(firsts);
}

/* As copies_compare_new would have found them: with a common band, and similar. */
static bool are_linked(const NearDup *a, const NearDup *b) {
    int64_t x[SKETCH_BANDS], y[SKETCH_BANDS];
    if (!a->sketched || !b->sketched || !sketch_alike(&a->sketch, &b->sketch, a->day, b->day)) return false;
    sketch_bands(&a->sketch, x);
    sketch_bands(&b->sketch, y);
    for (size_t i = 0; i < SKETCH_BANDS; i++)
        if (x[i] == y[i]) return true;
    return false;
}

const NearDup *near_dup_reach(NearDups *g, size_t from) {
    const NearDup *first = NULL;
    g->items[from].reached = true;
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < g->n; i++)
            for (size_t k = 0; k < g->n && g->items[i].reached; k++)
                if (!g->items[k].reached && are_linked(&g->items[i], &g->items[k])) g->items[k].reached = more = true;
    }
    for (size_t i = 0; i < g->n; i++)
        if (g->items[i].reached && (!first || is_earlier(&g->items[i], first))) first = &g->items[i];
    return first;
}
