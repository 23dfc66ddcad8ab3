/* outlet_build.c - turns outlets.tsv into a sorted list of outlets' names (kb/kb.h). */
#include <stdlib.h>

#include "compile/compile.h"
#include "kb/kb.h"

static int by_key(const void *a, const void *b) {
    const OutletKey *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void add_keys(Buf *out, Slice list, uint32_t name, uint32_t order) {
    Slice one;
    while (slice_split(&list, '|', &one)) {
        OutletKey k = {outlet_key(one), name, order};
        if (k.key) buf_add(out, &k, sizeof k);
    }
}

attache_status outlet_compile(KnowledgeBuilder *b) {
    static const char *const columns[] = {"name", "domains", "names"};
    Tsv t;
    uint32_t order = 0;
    FORWARD_IF_ERROR(tables_open(&b->tables, &t, "outlets.tsv", columns, COUNT_OF(columns), b->reporter));
    Buf *out = image_writer_section(&b->image, "know.outlets", sizeof(OutletKey));
    while (tsv_next(&t)) {
        uint32_t name = string_pool_add(&b->strings, t.cells[0]);
        for (int i = 0; i < 3; i++) add_keys(out, t.cells[i], name, order);
        order++;
    }
    if (out->n) qsort(out->p, out->n / sizeof(OutletKey), sizeof(OutletKey), by_key);
    return tables_close(&b->tables, &t);
}
