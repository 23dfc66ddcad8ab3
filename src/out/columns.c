/* columns.c - turns values into columns of the Arrow C data interface. */
#include "out/columns.h"

#include "base/failure.h"

#include <errno.h>
#include <stdlib.h>

/* What the first row needs is made before the rows that came before it are handed on. */
static void prepare(Column *c) {
    static const int32_t zero = 0;
    bool has_offsets = c->spec->type == COLUMN_TEXT || c->spec->type == COLUMN_LIST;
    if (has_offsets && !c->next_offsets.n) buf_add(&c->next_offsets, &zero, sizeof zero);
}

static void start(Column *c) {
    c->length = c->nulls = 0;
    c->valid = c->data = (Buf){0};
    c->offsets = c->next_offsets;
    c->next_offsets = (Buf){0};
}

void column_init(Column *c, const ColumnSpec *spec) {
    c->spec = spec;
    c->children = spec->n_children ? base_zalloc(spec->n_children * sizeof *c->children) : NULL;
    for (size_t i = 0; i < spec->n_children; i++) column_init(&c->children[i], &spec->children[i]);
    prepare(c);
    start(c);
}

void column_free(Column *c) {
    if (!c->spec) return;
    for (size_t i = 0; c->children && i < c->spec->n_children; i++) column_free(&c->children[i]);
    free(c->children);
    buf_free(&c->valid);
    buf_free(&c->offsets);
    buf_free(&c->next_offsets);
    buf_free(&c->data);
}

/* ---- adding ---- */

static void add_bit(Column *c, bool valid) {
    if (c->length % 8 == 0) buf_char(&c->valid, 0);
    if (valid) c->valid.p[c->length / 8] = (char)(c->valid.p[c->length / 8] | 1 << c->length % 8);
}

/* Validity bits are kept only from the first null on. */
static void count_row(Column *c, bool valid) {
    if (!valid && !c->nulls) {
        int64_t length = c->length;
        for (c->length = 0; c->length < length; c->length++) add_bit(c, true);
    }
    c->nulls += !valid;
    if (c->nulls) add_bit(c, valid);
    c->length++;
}

/* The offsets of Arrow's texts and lists are signed 32-bit numbers: callers export columns long before these overflow. */
static void add_offset(Column *c, size_t at) {
    if (at > INT32_MAX) failure_raise(ATTACHE_ERR_TOO_LARGE, "a column holds more than 2 GB");
    int32_t offset = (int32_t)at;
    buf_add(&c->offsets, &offset, sizeof offset);
}

void column_text(Column *c, const char *p, size_t n) {
    buf_add(&c->data, p, n);
    add_offset(c, c->data.n);
    count_row(c, true);
}

void column_int(Column *c, int32_t v) {
    buf_add(&c->data, &v, sizeof v);
    count_row(c, true);
}

void column_long(Column *c, int64_t v) {
    buf_add(&c->data, &v, sizeof v);
    count_row(c, true);
}

void column_real(Column *c, double v) {
    buf_add(&c->data, &v, sizeof v);
    count_row(c, true);
}

void column_end(Column *c) {
    if (c->spec->type == COLUMN_LIST) add_offset(c, (size_t)c->children[0].length);
    count_row(c, true);
}

void column_null(Column *c) {
    static const char nothing[8] = {0};
    switch (c->spec->type) {
    case COLUMN_TEXT: add_offset(c, c->data.n); break;
    case COLUMN_LIST: add_offset(c, (size_t)c->children[0].length); break;
    case COLUMN_INT: buf_add(&c->data, nothing, 4); break;
    case COLUMN_LONG:
    case COLUMN_REAL: buf_add(&c->data, nothing, 8); break;
    case COLUMN_STRUCT:
        for (size_t i = 0; i < c->spec->n_children; i++) column_null(&c->children[i]);
    }
    count_row(c, false);
}

size_t column_bytes(const Column *c) {
    size_t n = c->valid.n + c->offsets.n + c->data.n;
    for (size_t i = 0; i < c->spec->n_children; i++) n += column_bytes(&c->children[i]);
    return n;
}

/* ---- schemas ---- */

static void release_schema(struct ArrowSchema *s) {
    for (int64_t i = 0; s->children && i < s->n_children; i++) {
        if (s->children[i] && s->children[i]->release) s->children[i]->release(s->children[i]);
        free(s->children[i]);
    }
    free(s->children);
    s->release = NULL;
}

static void fill_schema(const ColumnSpec *spec, struct ArrowSchema *out) {
    static const char *const formats[] = {[COLUMN_TEXT] = "u", [COLUMN_INT] = "i", [COLUMN_LONG] = "l", [COLUMN_REAL] = "g", [COLUMN_LIST] = "+l", [COLUMN_STRUCT] = "+s"};
    *out = (struct ArrowSchema){.format = formats[spec->type], .name = spec->name, .flags = ARROW_FLAG_NULLABLE, .n_children = (int64_t)spec->n_children, .release = release_schema};
    if (spec->n_children) out->children = base_zalloc(spec->n_children * sizeof *out->children);
    for (size_t i = 0; i < spec->n_children; i++) {
        out->children[i] = base_zalloc(sizeof **out->children);
        fill_schema(&spec->children[i], out->children[i]);
    }
}

int column_schema(const ColumnSpec *spec, const Reporter *r, struct ArrowSchema *out) {
    *out = (struct ArrowSchema){0};
    if (GUARDED(r, "table", (fill_schema(spec, out), ATTACHE_OK)) == ATTACHE_OK) return 0;
    if (out->release) out->release(out);
    return ENOMEM;
}

/* ---- arrays ---- */

static void release_array(struct ArrowArray *a) {
    for (int64_t i = 0; a->children && i < a->n_children; i++) {
        if (a->children[i] && a->children[i]->release) a->children[i]->release(a->children[i]);
        free(a->children[i]);
    }
    for (int64_t i = 0; a->buffers && i < a->n_buffers; i++) free((void *)a->buffers[i]);
    free(a->children);
    free(a->buffers);
    a->release = NULL;
}

/* Which of a column's buffers go into an array, in its order; NULL for the bits of one that has no nulls. */
static size_t buffers_of(Column *c, Buf *out[3]) {
    size_t n = 0;
    out[n++] = c->nulls ? &c->valid : NULL;
    if (c->spec->type == COLUMN_TEXT || c->spec->type == COLUMN_LIST) out[n++] = &c->offsets;
    if (c->spec->type != COLUMN_LIST && c->spec->type != COLUMN_STRUCT) out[n++] = &c->data;
    return n;
}

/* All that takes memory. Not all readers take NULL for a buffer of nothing. */
static void make_array(Column *c, struct ArrowArray *out) {
    static const int64_t n_buffers[] = {[COLUMN_TEXT] = 3, [COLUMN_INT] = 2, [COLUMN_LONG] = 2, [COLUMN_REAL] = 2, [COLUMN_LIST] = 2, [COLUMN_STRUCT] = 1};
    size_t n = c->spec->n_children;
    *out = (struct ArrowArray){.length = c->length, .null_count = c->nulls, .n_buffers = n_buffers[c->spec->type], .n_children = (int64_t)n, .release = release_array};
    out->buffers = base_zalloc((size_t)out->n_buffers * sizeof *out->buffers);
    Buf *buffers[3];
    size_t count = buffers_of(c, buffers);
    for (size_t i = 0; i < count; i++)
        if (buffers[i] && !buffers[i]->p) buf_reserve(buffers[i], 8);
    if (n) out->children = base_zalloc(n * sizeof *out->children);
    for (size_t i = 0; i < n; i++) {
        out->children[i] = base_zalloc(sizeof **out->children);
        make_array(&c->children[i], out->children[i]);
    }
    prepare(c);
}

/* The buffers are the array's from now on. */
static void hand_over(Column *c, struct ArrowArray *out) {
    Buf *buffers[3];
    size_t n = buffers_of(c, buffers);
    for (size_t i = 0; i < n; i++) out->buffers[i] = buffers[i] ? buffers[i]->p : NULL;
    for (size_t i = 0; i < c->spec->n_children; i++) hand_over(&c->children[i], out->children[i]);
    start(c);
}

static void release_half(void *array) {
    struct ArrowArray *a = array;
    if (a->release) a->release(a);
}

void column_export(Column *c, struct ArrowArray *out) {
    Cleanup cleanup;
    *out = (struct ArrowArray){0};
    failure_cleanup(&cleanup, release_half, out);
    make_array(c, out);
    failure_cleaned(&cleanup);
    hand_over(c, out);
}
