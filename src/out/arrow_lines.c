/* arrow_lines.c - tables of an Arrow C stream in, JSON out, for programs that take rows and no Arrow. */
#include "out/arrow_lines.h"

#include "base/json.h"

static bool is_null(const struct ArrowArray *a, int64_t i) {
    const uint8_t *valid = a->buffers[0];
    return valid && !(valid[i / 8] >> i % 8 & 1);
}

static void add_value(Buf *out, const struct ArrowSchema *s, const struct ArrowArray *a, int64_t i);

static void add_fields(Buf *out, const struct ArrowSchema *s, const struct ArrowArray *a, int64_t i) {
    json_open(out, '{');
    for (int64_t k = 0; k < s->n_children; k++) {
        json_name(out, slice_of(s->children[k]->name));
        add_value(out, s->children[k], a->children[k], i);
    }
    json_close(out, '}');
}

static void add_items(Buf *out, const struct ArrowSchema *s, const struct ArrowArray *a, int64_t i) {
    const int32_t *at = a->buffers[1];
    json_open(out, '[');
    for (int64_t k = at[i]; k < at[i + 1]; k++) add_value(out, s->children[0], a->children[0], k);
    json_close(out, ']');
}

static void add_text(Buf *out, const struct ArrowArray *a, int64_t i) {
    const int32_t *at = a->buffers[1];
    json_text(out, (Slice){(const char *)a->buffers[2] + at[i], (size_t)(at[i + 1] - at[i])});
}

static void add_value(Buf *out, const struct ArrowSchema *s, const struct ArrowArray *a, int64_t i) {
    if (is_null(a, i))
        json_nil(out);
    else if (s->format[0] == 'u')
        add_text(out, a, i);
    else if (s->format[0] == 'i')
        json_whole(out, ((const int32_t *)a->buffers[1])[i]);
    else if (s->format[0] == 'l')
        json_whole(out, ((const int64_t *)a->buffers[1])[i]);
    else if (s->format[0] == 'g')
        json_separate(out), buf_printf(out, "%.17g", ((const double *)a->buffers[1])[i]);
    else if (s->format[1] == 'l')
        add_items(out, s, a, i);
    else
        add_fields(out, s, a, i);
}

static attache_status write_tables(struct ArrowArrayStream *stream, const struct ArrowSchema *schema, Buf *lines, attache_write_fn *write, void *out) {
    enum { FULL = 1 << 16 };
    for (;;) {
        struct ArrowArray a;
        if (stream->get_next(stream, &a)) return ATTACHE_ERR_IO;
        if (!a.release) return ATTACHE_OK;
        bool stop = false;
        for (int64_t i = 0; i < a.length && !stop; i++) {
            add_fields(lines, schema, &a, i);
            buf_char(lines, '\n');
            if (lines->n < FULL && i + 1 < a.length) continue;
            stop = write(lines->p, lines->n, out) != 0;
            buf_clear(lines);
        }
        a.release(&a);
        if (stop) return ATTACHE_STOPPED;
    }
}

attache_status arrow_lines_write(struct ArrowArrayStream *stream, attache_write_fn *write, void *out) {
    struct ArrowSchema schema;
    Buf lines = {0};
    attache_status status = stream->get_schema(stream, &schema) ? ATTACHE_ERR_IO : ATTACHE_OK;
    if (status == ATTACHE_OK) {
        status = write_tables(stream, &schema, &lines, write, out);
        schema.release(&schema);
    }
    stream->release(stream);
    buf_free(&lines);
    return status;
}
