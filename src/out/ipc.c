/* ipc.c - writes the tables of an Arrow C stream as an Arrow IPC stream (arrow.apache.org/docs/format/Columnar.html).
 *
 *     message   FFFFFFFF, bytes of metadata (int32), metadata, body        metadata and body are padded to 8 bytes
 *     stream    the schema's message, one message per table, FFFFFFFF 00000000
 *
 * Metadata is a flatbuffer: tables whose fields are found through a list of offsets (vtable), written here from front to back, each before the objects that it points to.
 */
#include "out/ipc.h"

#include <errno.h>

#include "base/bytes.h"
#include "base/failure.h"

/* ---- flatbuffers ---- */

/* A field of a table: its number of bytes, 0 if it is left out; an offset has 4 bytes, which are set once its target is written. */
typedef struct FlatField {
    size_t size;
    uint64_t value;
} FlatField;

enum { OFFSET = 4, FIELDS_MAX = 8 };

static void put(Buf *b, size_t at, uint64_t value, size_t size) {
    for (size_t i = 0; i < size; i++) b->p[at + i] = (char)(value >> 8 * i);
}

static void add(Buf *b, uint64_t value, size_t size) {
    static const char zeros[8] = {0};
    buf_add(b, zeros, size);
    put(b, b->n - size, value, size);
}

static void pad(Buf *b, size_t to) {
    while (b->n % to) buf_char(b, 0);
}

/* Lets the offset at `at` point to what is written next. */
static void point_here(Buf *b, size_t at) { put(b, at, b->n - at, 4); }

/* Writes a table after its vtable; places[i]: the position of field i, or 0. Offsets at `from` point to it. */
static void add_table(Buf *b, size_t from, const FlatField *fields, size_t n, size_t *places) {
    size_t inside[FIELDS_MAX], size = 4;
    for (size_t i = 0; i < n; i++) {
        if (fields[i].size) size = (size + fields[i].size - 1) / fields[i].size * fields[i].size;
        inside[i] = fields[i].size ? size : 0;
        size += fields[i].size;
    }
    pad(b, 2);
    size_t list = b->n;
    add(b, 4 + 2 * n, 2);
    add(b, size, 2);
    for (size_t i = 0; i < n; i++) add(b, inside[i], 2);
    pad(b, 8);
    size_t table = b->n;
    point_here(b, from);
    add(b, table - list, 4);
    while (b->n < table + size) buf_char(b, 0);
    for (size_t i = 0; i < n; i++) {
        places[i] = fields[i].size ? table + inside[i] : 0;
        put(b, table + inside[i], fields[i].value, fields[i].size);
    }
}

static void add_string(Buf *b, size_t from, const char *s) {
    pad(b, 4);
    point_here(b, from);
    add(b, strlen(s), 4);
    buf_add(b, s, strlen(s) + 1);
}

/* ---- schemas ---- */

/* Numbers from Arrow's Schema.fbs and Message.fbs. */
enum { VERSION_5 = 4, HEADER_SCHEMA = 1, HEADER_RECORD_BATCH = 3, TYPE_INT = 2, TYPE_FLOAT = 3, TYPE_TEXT = 5, TYPE_LIST = 12, TYPE_STRUCT = 13, DOUBLE = 2 };

static int type_of(const char *format) {
    switch (format[0]) {
    case 'i':
    case 'l': return TYPE_INT;
    case 'g': return TYPE_FLOAT;
    case 'u': return TYPE_TEXT;
    default: return format[1] == 'l' ? TYPE_LIST : TYPE_STRUCT;
    }
}

static void add_type(Buf *b, size_t from, const char *format) {
    size_t places[2];
    if (type_of(format) == TYPE_INT)
        add_table(b, from, (const FlatField[]){{4, format[0] == 'i' ? 32 : 64}, {1, true}}, 2, places);
    else if (type_of(format) == TYPE_FLOAT)
        add_table(b, from, (const FlatField[]){{2, DOUBLE}}, 1, places);
    else
        add_table(b, from, NULL, 0, places);
}

static void add_fields(Buf *b, size_t from, const struct ArrowSchema *parent);

static void add_field(Buf *b, size_t from, const struct ArrowSchema *s) {
    enum { NAME, NULLABLE, TYPE_KIND, TYPE, DICTIONARY, CHILDREN, N };
    size_t places[N];
    bool nullable = s->flags & ARROW_FLAG_NULLABLE;
    add_table(b, from, (const FlatField[N]){[NAME] = {OFFSET, 0}, [NULLABLE] = {1, nullable}, [TYPE_KIND] = {1, (uint64_t)type_of(s->format)}, [TYPE] = {OFFSET, 0}, [CHILDREN] = {OFFSET, 0}}, N,
              places);
    add_string(b, places[NAME], s->name ? s->name : "");
    add_type(b, places[TYPE], s->format);
    add_fields(b, places[CHILDREN], s);
}

static void add_fields(Buf *b, size_t from, const struct ArrowSchema *parent) {
    pad(b, 4);
    point_here(b, from);
    size_t n = (size_t)parent->n_children, first = b->n + 4;
    add(b, n, 4);
    for (size_t i = 0; i < n; i++) add(b, 0, 4);
    for (size_t i = 0; i < n; i++) add_field(b, first + 4 * i, parent->children[i]);
}

/* The metadata of a message, and in *header the position of its header's offset. */
static void begin_message(Buf *b, int kind, int64_t body, size_t *header) {
    size_t places[4];
    buf_clear(b);
    add(b, 0, 4);
    add_table(b, 0, (const FlatField[]){{2, VERSION_5}, {1, (uint64_t)kind}, {OFFSET, 0}, {8, (uint64_t)body}}, 4, places);
    *header = places[2];
}

static void schema_message(const struct ArrowSchema *schema, Buf *b) {
    size_t header, places[2];
    begin_message(b, HEADER_SCHEMA, 0, &header);
    add_table(b, header, (const FlatField[]){{2, !BYTES_HOST_IS_LITTLE}, {OFFSET, 0}}, 2, places);
    add_fields(b, places[1], schema);
}

/* ---- tables ---- */

typedef struct Body {
    Buf nodes, places; /* the numbers in FieldNode and Buffer */
    Buf bytes;
} Body;

static void add_buffer(Body *body, const void *p, size_t n) {
    add(&body->places, body->bytes.n, 8);
    add(&body->places, n, 8);
    buf_add(&body->bytes, p, n);
    pad(&body->bytes, 8);
}

static void add_column(Body *body, const struct ArrowSchema *s, const struct ArrowArray *a) {
    size_t n = (size_t)a->length;
    int type = type_of(s->format);
    add(&body->nodes, n, 8);
    add(&body->nodes, (uint64_t)a->null_count, 8);
    add_buffer(body, a->buffers[0], a->null_count ? (n + 7) / 8 : 0);
    if (type == TYPE_TEXT || type == TYPE_LIST) add_buffer(body, a->buffers[1], 4 * (n + 1));
    if (type == TYPE_TEXT) add_buffer(body, a->buffers[2], (size_t)((const int32_t *)a->buffers[1])[n]);
    if (type == TYPE_INT || type == TYPE_FLOAT) add_buffer(body, a->buffers[1], (s->format[0] == 'i' ? 4 : 8) * n);
    for (int64_t i = 0; i < s->n_children; i++) add_column(body, s->children[i], a->children[i]);
}

/* A list of structs of two 8-byte numbers, aligned to eight. */
static void add_pairs(Buf *b, size_t from, const Buf *pairs) {
    while (b->n % 8 != 4) buf_char(b, 0);
    point_here(b, from);
    add(b, pairs->n / 16, 4);
    buf_add(b, pairs->p, pairs->n);
}

static void table_message(const struct ArrowSchema *schema, const struct ArrowArray *a, Body *body, Buf *b) {
    size_t header, places[3];
    buf_clear(&body->nodes), buf_clear(&body->places), buf_clear(&body->bytes);
    for (int64_t i = 0; i < schema->n_children; i++) add_column(body, schema->children[i], a->children[i]);
    begin_message(b, HEADER_RECORD_BATCH, (int64_t)body->bytes.n, &header);
    add_table(b, header, (const FlatField[]){{8, (uint64_t)a->length}, {OFFSET, 0}, {OFFSET, 0}}, 3, places);
    add_pairs(b, places[1], &body->nodes);
    add_pairs(b, places[2], &body->places);
}

/* ---- streams ---- */

static attache_status write_message(Buf *metadata, const Buf *body, attache_write_fn *write, void *out) {
    Buf head = {0};
    pad(metadata, 8);
    add(&head, UINT32_MAX, 4);
    add(&head, metadata->n, 4);
    bool stop = write(head.p, head.n, out) || (metadata->n && write(metadata->p, metadata->n, out)) || (body && body->n && write(body->p, body->n, out));
    buf_free(&head);
    return stop ? ATTACHE_STOPPED : ATTACHE_OK;
}

/* A stream with what was taken of it and what is made of that. */
typedef struct Writing {
    struct ArrowArrayStream *stream;
    struct ArrowSchema schema;
    struct ArrowArray table;
    Body body;
    Buf metadata;
} Writing;

static void close_writing(void *of) {
    Writing *w = of;
    if (w->table.release) w->table.release(&w->table);
    if (w->schema.release) w->schema.release(&w->schema);
    w->stream->release(w->stream);
    buf_free(&w->body.nodes), buf_free(&w->body.places), buf_free(&w->body.bytes), buf_free(&w->metadata);
}

/* What a stream's own word for a failure comes to. */
static attache_status status_of(int code) { return code == 0 ? ATTACHE_OK : code == ENOMEM ? ATTACHE_ERR_MEMORY : ATTACHE_ERR_IO; }

static attache_status write_schema(Writing *w, attache_write_fn *write, void *out) {
    attache_status status = status_of(w->stream->get_schema(w->stream, &w->schema));
    if (status != ATTACHE_OK) return w->schema.release = NULL, status;
    schema_message(&w->schema, &w->metadata);
    return write_message(&w->metadata, NULL, write, out);
}

static attache_status write_tables(Writing *w, attache_write_fn *write, void *out) {
    for (;;) {
        attache_status status = status_of(w->stream->get_next(w->stream, &w->table));
        if (status != ATTACHE_OK) return w->table.release = NULL, status;
        if (!w->table.release) break;
        table_message(&w->schema, &w->table, &w->body, &w->metadata);
        w->table.release(&w->table);
        FORWARD_IF_ERROR(write_message(&w->metadata, &w->body.bytes, write, out));
    }
    buf_clear(&w->metadata);
    return write_message(&w->metadata, NULL, write, out);
}

attache_status ipc_write(struct ArrowArrayStream *stream, attache_write_fn *write, void *out) {
    Writing w = {.stream = stream};
    Cleanup cleanup;
    failure_cleanup(&cleanup, close_writing, &w);
    attache_status status = write_schema(&w, write, out);
    if (status == ATTACHE_OK) status = write_tables(&w, write, out);
    failure_cleaned(&cleanup);
    close_writing(&w);
    return status;
}
