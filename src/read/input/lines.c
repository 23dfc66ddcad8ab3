/* lines.c - splits JSONL into documents, one object per line. An invalid line is reported with its number, and the next call continues after it.
 *
 * flat.c reads nearly all lines; the others are left to jansson, which also explains errors. Jansson needs up to eighty times the line's size in memory. */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/bad_lines.h"
#include "read/input/inputs_int.h"

static const char EXPECTED[] =
    "expected one object a line: {\"id\": \"...\", \"date\": \"YYYY-MM-DD\", \"text\": \"...\"} or with \"html\" for \"text\"";

typedef enum RecordKey { KEY_ID, KEY_DATE, KEY_TEXT, KEY_HTML, KEY_TITLE, KEY_URL, KEY_SOURCE, KEY_LANGUAGE, RECORD_KEYS } RecordKey;
static const char *const record_keys[RECORD_KEYS] = {"id", "date", "text", "html", "title", "url", "source", "language"};

enum { JANSSON_MAX = 4 << 20 };

struct Lines {
    Stream *stream;
    Reporter reporter;
    unsigned long line;
    BadLines bad;
    json_t *record; /* the document returned last points into these */
    Buf repaired, strings;
    FlatValue values[RECORD_KEYS];
    char id[32], date[11];
};

static const char *skip_spaces(const char *p, const char *end) {
    while (p < end && isspace((unsigned char)*p)) p++;
    return p;
}

/* `{"` and one of our keys nearby: ordinary text does not begin like this. */
bool lines_are_jsonl(Slice s) {
    static const char *const keys[] = {"\"id\"", "\"text\"", "\"html\""};
    const char *end = s.p + s.n, *p = skip_spaces(s.p, end);
    if (p == end || *p != '{') return false;
    p = skip_spaces(p + 1, end);
    if (p == end || *p != '"') return false;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (memmem(p, (size_t)(end - p), keys[i], strlen(keys[i]))) return true;
    return false;
}

Lines *lines_open(Stream *s, const Reporter *r) {
    Lines *l = base_zalloc(sizeof *l);
    l->stream = s;
    if (r) l->reporter = *r;
    l->bad.reporter = &l->reporter;
    return l;
}

void lines_close(Lines *l) {
    if (!l) return;
    json_decref(l->record);
    buf_free(&l->repaired);
    buf_free(&l->strings);
    free(l);
}

/* ---- lines ---- */

static const char *where_is(const Lines *l, char *room, size_t n) {
    snprintf(room, n, "%.4200s:%lu", stream_name(l->stream), l->line);
    return room;
}

#define WHERE(l) where_is((l), (char[WHERE_MAX]){0}, WHERE_MAX)

static const Reporter *bad_line(Lines *l) { return bad_lines_add(&l->bad, l->line); }

/* Skips the rest of a line that is too long without keeping it. */
static attache_status skip_line(Lines *l) {
    for (;;) {
        Slice window = stream_window(l->stream);
        char *end = memchr(window.p, '\n', window.n);
        stream_use(l->stream, end ? (size_t)(end - window.p) + 1 : window.n);
        if (end || stream_at_end(l->stream)) break;
        FORWARD_IF_ERROR(stream_fill(l->stream, 1));
    }
    return report(bad_line(l), ATTACHE_ERR_TOO_LARGE, WHERE(l), "the line is longer than %u MB; skipped", ATTACHE_DOCUMENT_MAX >> 20);
}

/* The next line, without its end; ATTACHE_END behind the last. It lies in the window until `*used` bytes are stepped over. */
static attache_status next_line(Lines *l, Slice *line, size_t *used) {
    size_t seen = 0; /* bytes of the window that hold no line end */
    for (;;) {
        Slice window = stream_window(l->stream);
        const char *end = window.n > seen ? memchr(window.p + seen, '\n', window.n - seen) : NULL;
        bool last = !end && window.n == seen; /* nothing came with the last fill */
        if (end || (last && seen)) {
            *line = (Slice){window.p, end ? (size_t)(end - window.p) : seen};
            *used = line->n + (end != NULL);
            l->line++;
            return ATTACHE_OK;
        }
        if (stream_at_end(l->stream)) return ATTACHE_END;
        seen = window.n;
        if (seen > ATTACHE_DOCUMENT_MAX) {
            l->line++;
            return skip_line(l);
        }
        attache_status status = stream_fill(l->stream, seen + 1);
        if (status != ATTACHE_OK) stream_use(l->stream, stream_window(l->stream).n);
        FORWARD_IF_ERROR(status);
    }
}

/* ---- records ---- */

static const char *string_of(const Lines *l, RecordKey key) { return l->values[key].kind == FLAT_STRING ? l->values[key].string.p : ""; }

static attache_status wrong(Lines *l, const char *what) { return report(bad_line(l), ATTACHE_ERR_FORMAT, WHERE(l), "%s; %s", what, EXPECTED); }

static attache_status take_id(Lines *l, attache_document *out) {
    const FlatValue *id = &l->values[KEY_ID];
    out->id = string_of(l, KEY_ID);
    if (id->kind == FLAT_INTEGER) {
        snprintf(l->id, sizeof l->id, "%lld", id->integer);
        out->id = l->id;
    }
    return *out->id ? ATTACHE_OK : wrong(l, id->kind == FLAT_OTHER ? "\"id\" is neither a string nor a whole number" : "\"id\" is missing or empty");
}

static attache_status take_date(Lines *l, attache_document *out) {
    const FlatValue *date = &l->values[KEY_DATE];
    char digits[32] = "";
    if (date->kind == FLAT_INTEGER) snprintf(digits, sizeof digits, "%lld", date->integer);
    Slice s = date->kind == FLAT_STRING ? slice_of(date->string.p) : slice_of(digits);
    out->date = "";
    if (s.n == 0) return ATTACHE_OK;
    if (!dates_find(s, l->date))
        return report(bad_line(l), ATTACHE_ERR_FORMAT, WHERE(l), "\"date\" is \"%.40s\", which is not a day from 1600 to 2200; expected \"YYYY-MM-DD\" or nothing", s.p);
    out->date = l->date;
    return ATTACHE_OK;
}

static attache_status take_record(Lines *l, attache_document *out) {
    *out = (attache_document){.kind = ATTACHE_TEXT};
    FORWARD_IF_ERROR(take_id(l, out));
    FORWARD_IF_ERROR(take_date(l, out));
    const FlatValue *data = &l->values[KEY_TEXT];
    if (data->kind != FLAT_STRING) {
        data = &l->values[KEY_HTML];
        out->kind = ATTACHE_HTML;
    }
    if (data->kind != FLAT_STRING) return wrong(l, "neither \"text\" nor \"html\" is there as a string");
    out->data = data->string.p;
    out->size = data->string.n;
    out->title = string_of(l, KEY_TITLE);
    out->url = string_of(l, KEY_URL);
    out->source = string_of(l, KEY_SOURCE);
    out->language = string_of(l, KEY_LANGUAGE);
    out->charset = "utf-8";
    return ATTACHE_OK;
}

static FlatValue value_of(const json_t *v) {
    if (json_is_string(v)) return (FlatValue){.kind = FLAT_STRING, .string = {json_string_value(v), json_string_length(v)}};
    if (json_is_integer(v)) return (FlatValue){.kind = FLAT_INTEGER, .integer = json_integer_value(v)};
    return (FlatValue){.kind = v ? FLAT_OTHER : FLAT_ABSENT};
}

/* The slow way, for any JSON. */
static attache_status read_json(Lines *l, Slice line) {
    json_error_t error;
    json_decref(l->record);
    l->record = NULL;
    if (line.n > JANSSON_MAX)
        return report(bad_line(l), ATTACHE_ERR_TOO_LARGE, WHERE(l), "is longer than %d MB and no plain object of strings, numbers and lists; %s", JANSSON_MAX >> 20, EXPECTED);
    l->record = json_loadb(line.p, line.n, JSON_ALLOW_NUL, &error);
    if (!l->record) return report(bad_line(l), ATTACHE_ERR_FORMAT, WHERE(l), "column %d: %s; %s", error.column, error.text, EXPECTED);
    if (!json_is_object(l->record)) return wrong(l, "is JSON, but not an object");
    for (int k = 0; k < RECORD_KEYS; k++) l->values[k] = value_of(json_object_get(l->record, record_keys[k]));
    return ATTACHE_OK;
}

static attache_status read_record(Lines *l, Slice line, attache_document *out) {
    if (utf8_valid(line.p, line.n) != line.n) {
        buf_clear(&l->repaired);
        charset_repair(line, &l->repaired);
        line = (Slice){l->repaired.p, l->repaired.n};
    }
    if (!flat_read(line, record_keys, l->values, RECORD_KEYS, &l->strings)) FORWARD_IF_ERROR(read_json(l, line));
    return take_record(l, out);
}

static attache_status next_record(Lines *l, attache_document *out) {
    for (;;) {
        Slice line;
        size_t used = 0;
        FORWARD_IF_ERROR(next_line(l, &line, &used));
        bool blank = skip_spaces(line.p, line.p + line.n) == line.p + line.n;
        attache_status status = blank ? ATTACHE_OK : read_record(l, line, out);
        stream_use(l->stream, used);
        if (!blank) return status;
    }
}

/* A bad line has been reported, or counted. */
attache_status lines_next(Lines *l, attache_document *out) {
    unsigned long bad = l->bad.n;
    attache_status status = next_record(l, out);
    if (l->bad.n == bad) bad_lines_end(&l->bad, stream_name(l->stream), EXPECTED);
    return status;
}
