/* arrow.c - turns the rows of Arrow tables into documents. */
#include "read/input/arrow.h"

#include <stdlib.h>

#include "base/date.h"

static const char source[] = "the table of documents"; /* its name in messages */

/* clang-format off */
enum { FIELD_ID, FIELD_TEXT, FIELD_HTML, FIELD_PAGE, FIELD_DATE, FIELD_FETCHED, FIELD_TITLE, FIELD_URL, FIELD_SOURCE, FIELD_LANGUAGE, FIELD_CHARSET, FIELDS };
/* clang-format on */
static const char *const field_names[FIELDS] = {"id", "text", "html", "page", "date", "fetched", "title", "url", "source", "language", "charset"};

/* The memory layout of a column's values. */
typedef enum Layout { LAYOUT_NONE, LAYOUT_TEXT, LAYOUT_LARGE, LAYOUT_VIEW, LAYOUT_INT, LAYOUT_LONG, LAYOUT_DAYS, LAYOUT_TIME } Layout;

typedef struct Field {
    int64_t column;
    Layout layout;
    int64_t a_day; /* for LAYOUT_TIME: its units per day */
} Field;

struct ArrowDocuments {
    struct ArrowArrayStream stream;
    struct ArrowArray rows; /* the present one, if it has a release */
    int64_t at, number;     /* of the next row in it; of all rows so far */
    Field fields[FIELDS];
    const Reporter *reporter;
    Arena arena; /* of the present document */
};

/* ---- opening ---- */

static Layout layout_of(const char *format, int64_t *a_day) {
    static const char letters[] = "smun"; /* seconds, milli, micro, nano */
    *a_day = 86400;
    if (!strcmp(format, "u") || !strcmp(format, "z")) return LAYOUT_TEXT;
    if (!strcmp(format, "U") || !strcmp(format, "Z")) return LAYOUT_LARGE;
    if (!strcmp(format, "vu") || !strcmp(format, "vz")) return LAYOUT_VIEW;
    if (!strcmp(format, "i")) return LAYOUT_INT;
    if (!strcmp(format, "l")) return LAYOUT_LONG;
    if (!strcmp(format, "tdD")) return LAYOUT_DAYS;
    const char *unit = !strncmp(format, "ts", 2) && format[2] && format[3] == ':' ? strchr(letters, format[2]) : !strcmp(format, "tdm") ? letters + 1 : NULL;
    if (!unit) return LAYOUT_NONE;
    for (; unit > letters; unit--) *a_day *= 1000;
    return LAYOUT_TIME;
}

static bool may_hold(size_t field, Layout layout) {
    if (layout == LAYOUT_INT || layout == LAYOUT_LONG) return field == FIELD_ID;
    if (layout == LAYOUT_DAYS || layout == LAYOUT_TIME) return field == FIELD_DATE || field == FIELD_FETCHED;
    return layout != LAYOUT_NONE;
}

static attache_status find_field(ArrowDocuments *in, size_t field, const struct ArrowSchema *schema) {
    Field *f = &in->fields[field];
    *f = (Field){.column = -1};
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowSchema *c = schema->children[i];
        if (!c->name || strcmp(c->name, field_names[field]) != 0) continue;
        if (!strcmp(c->format, "n")) continue; /* nothing but nulls */
        *f = (Field){.column = i, .layout = c->dictionary ? LAYOUT_NONE : layout_of(c->format, &f->a_day)};
        layout_of(c->format, &f->a_day);
        if (!may_hold(field, f->layout))
            return report(in->reporter, ATTACHE_ERR_FORMAT, source, "the column \"%s\" is of a type that cannot be read (%s%s): make it text", field_names[field],
                          c->dictionary ? "dictionary of " : "", c->dictionary ? c->dictionary->format : c->format);
    }
    return ATTACHE_OK;
}

static attache_status stream_failed(ArrowDocuments *in) {
    const char *why = in->stream.get_last_error(&in->stream);
    return report(in->reporter, ATTACHE_ERR_IO, source, "could not be read: %s", why ? why : "the stream does not say why");
}

static attache_status find_fields(ArrowDocuments *in) {
    struct ArrowSchema schema;
    attache_status status = ATTACHE_OK;
    if (in->stream.get_schema(&in->stream, &schema)) return stream_failed(in);
    if (strcmp(schema.format, "+s") != 0) status = report(in->reporter, ATTACHE_ERR_FORMAT, source, "is a single column, not a table");
    for (size_t i = 0; i < FIELDS && status == ATTACHE_OK; i++) status = find_field(in, i, &schema);
    schema.release(&schema);
    if (status == ATTACHE_OK && in->fields[FIELD_TEXT].column < 0 && in->fields[FIELD_HTML].column < 0 && in->fields[FIELD_PAGE].column < 0)
        status = report(in->reporter, ATTACHE_ERR_FORMAT, source, "has no column \"text\", \"html\" or \"page\"");
    return status;
}

attache_status arrow_documents_open(struct ArrowArrayStream *stream, const Reporter *r, ArrowDocuments **out) {
    ArrowDocuments *in = base_zalloc(sizeof *in);
    in->stream = *stream;
    stream->release = NULL;
    in->reporter = r;
    arena_init(&in->arena);
    *out = in;
    return find_fields(in);
}

void arrow_documents_close(ArrowDocuments *in) {
    if (!in) return;
    if (in->rows.release) in->rows.release(&in->rows);
    if (in->stream.release) in->stream.release(&in->stream);
    arena_free(&in->arena);
    free(in);
}

/* ---- values ---- */

static bool is_null(const struct ArrowArray *a, int64_t at) {
    const uint8_t *valid = a->null_count && a->n_buffers ? a->buffers[0] : NULL;
    return valid && !(valid[at / 8] >> at % 8 & 1);
}

/* Sixteen bytes per value: its length, then the value itself up to twelve bytes; otherwise its first four bytes, the number of its buffer, and its position
 * there. */
static Slice view_at(const struct ArrowArray *a, int64_t at) {
    const char *view = (const char *)a->buffers[1] + 16 * at;
    int32_t n, buffer, offset;
    memcpy(&n, view, 4);
    memcpy(&buffer, view + 8, 4);
    memcpy(&offset, view + 12, 4);
    return n <= 12 ? (Slice){view + 4, (size_t)n} : (Slice){(const char *)a->buffers[2 + buffer] + offset, (size_t)n};
}

static Slice text_at(const struct ArrowArray *a, Layout layout, int64_t at) {
    const char *bytes = layout == LAYOUT_VIEW ? NULL : a->buffers[2];
    if (layout == LAYOUT_VIEW) return view_at(a, at);
    if (layout == LAYOUT_TEXT) {
        const int32_t *offsets = a->buffers[1];
        return (Slice){bytes ? bytes + offsets[at] : "", (size_t)(offsets[at + 1] - offsets[at])};
    }
    const int64_t *offsets = a->buffers[1];
    return (Slice){bytes ? bytes + offsets[at] : "", (size_t)(offsets[at + 1] - offsets[at])};
}

static int64_t number_at(const struct ArrowArray *a, Layout layout, int64_t at) {
    return layout == LAYOUT_INT || layout == LAYOUT_DAYS ? ((const int32_t *)a->buffers[1])[at] : ((const int64_t *)a->buffers[1])[at];
}

/* A day of the Gregorian calendar with a four-digit year, or nothing. */
static Slice day_text(ArrowDocuments *in, int64_t number) {
    char date[DATE_ROOM];
    if (number < -719162 || number > 2932896) return (Slice){"", 0};
    return slice_of(arena_slice(&in->arena, slice_of(date_print(date_of_number((long)number), date))));
}

/* The value of a field in the present row; NULL if it has none. */
static Slice value_of(ArrowDocuments *in, size_t field) {
    const Field *f = &in->fields[field];
    if (f->column < 0) return (Slice){NULL, 0};
    const struct ArrowArray *a = in->rows.children[f->column];
    int64_t at = in->rows.offset + a->offset + in->at;
    if (is_null(a, at)) return (Slice){NULL, 0};
    if (f->layout <= LAYOUT_VIEW) return text_at(a, f->layout, at);
    int64_t number = number_at(a, f->layout, at);
    if (f->layout == LAYOUT_DAYS) return day_text(in, number);
    if (f->layout == LAYOUT_TIME) return day_text(in, number / f->a_day - (number % f->a_day < 0));
    return slice_of(arena_printf(&in->arena, "%lld", (long long)number));
}

static const char *string_of(ArrowDocuments *in, size_t field) {
    Slice value = value_of(in, field);
    return value.n ? arena_slice(&in->arena, value) : "";
}

/* ---- rows ---- */

static attache_status next_row(ArrowDocuments *in) {
    while (!in->rows.release || in->at == in->rows.length) {
        if (in->rows.release) in->rows.release(&in->rows);
        in->rows.release = NULL;
        in->at = 0;
        if (in->stream.get_next(&in->stream, &in->rows)) return stream_failed(in);
        if (!in->rows.release) return ATTACHE_END;
    }
    return ATTACHE_OK;
}

/* The first of these columns with a value in this row. */
static void take_page(ArrowDocuments *in, attache_document *out) {
    static const struct {
        size_t field;
        attache_kind kind;
    } order[] = {{FIELD_HTML, ATTACHE_HTML}, {FIELD_TEXT, ATTACHE_TEXT}, {FIELD_PAGE, ATTACHE_AUTO}};
    Slice page = {NULL, 0};
    for (size_t i = 0; i < COUNT_OF(order) && !page.p; i++) page = value_of(in, order[i].field), out->kind = order[i].kind;
    out->data = page.p ? page.p : "", out->size = page.n;
}

attache_status arrow_documents_next(ArrowDocuments *in, attache_document *out) {
    attache_status status = next_row(in);
    if (status != ATTACHE_OK) return status;
    arena_reset(&in->arena);
    in->number++;
    *out = (attache_document){.id = string_of(in, FIELD_ID), .date = string_of(in, FIELD_DATE), .fetched = string_of(in, FIELD_FETCHED), .title = string_of(in, FIELD_TITLE)};
    out->url = string_of(in, FIELD_URL), out->source = string_of(in, FIELD_SOURCE), out->language = string_of(in, FIELD_LANGUAGE), out->charset = string_of(in, FIELD_CHARSET);
    if (!out->id[0]) out->id = arena_printf(&in->arena, "%lld", (long long)in->number);
    take_page(in, out);
    in->at++;
    return ATTACHE_OK;
}
