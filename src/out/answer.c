/* answer.c - writes the rows of a query or a statement as lines of JSON, CSV and tables. */
#include "out/answer.h"

#include <jansson.h>
#include <stdio.h>

#include "base/csv.h"
#include "base/json.h"

/* ---- rows of a query ---- */

static void write_json_line(const attache_column *columns, const char *const *values, size_t n, Buf *out) {
    json_open(out, '{');
    for (size_t i = 0; i < n; i++) {
        json_name(out, slice_of(columns[i].name));
        if (!values[i])
            json_nil(out);
        else if (columns[i].number)
            json_raw(out, slice_of(values[i]));
        else
            json_str(out, values[i]);
    }
    json_close(out, '}');
    buf_char(out, '\n');
}

void answer_write(attache_format format, const attache_column *columns, const char *const *values, size_t n, Buf *out) {
    if (format == ATTACHE_FORMAT_JSONL) {
        if (values) write_json_line(columns, values, n, out);
        return;
    }
    Csv row = {.out = out, .separator = format == ATTACHE_FORMAT_TSV ? '\t' : ','};
    for (size_t i = 0; i < n; i++) {
        const char *value = !values ? columns[i].name : values[i] ? values[i] : "";
        if (values && columns[i].number)
            csv_printf(&row, "%s", value);
        else
            csv_str(&row, value);
    }
    csv_end_row(&row);
}

/* ---- rows of a statement ---- */

/* A column's name without the suffix for its format; the suffix in *kind, 'k' for a part of the key. */
static Slice column_name(sqlite3_stmt *s, int i, char *kind) {
    Slice name = slice_of(sqlite3_column_name(s, i));
    char last = name.p[name.n - 1];
    *kind = name.p[0] == '_' ? 'k' : last == '$' || last == '?' ? last : ' ';
    if (*kind == '$' || *kind == '?') name.n--;
    return name;
}

Slice answer_text(sqlite3_stmt *s, int i) {
    const char *p = (const char *)sqlite3_column_text(s, i);
    return (Slice){p ? p : "", (size_t)sqlite3_column_bytes(s, i)};
}

static void write_json_value(Buf *out, sqlite3_stmt *s, int i, char kind) {
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_NULL: return json_nil(out);
    case SQLITE_INTEGER:
        if (kind == '?') return json_bool(out, sqlite3_column_int(s, i));
        return json_whole(out, sqlite3_column_int64(s, i));
    case SQLITE_FLOAT: return json_float(out, sqlite3_column_double(s, i));
    default: return kind == '$' ? json_raw(out, answer_text(s, i)) : json_text(out, answer_text(s, i));
    }
}

static void write_json_row(Buf *out, sqlite3_stmt *s) {
    json_open(out, '{');
    for (int i = 0; i < sqlite3_column_count(s); i++) {
        char kind;
        Slice name = column_name(s, i, &kind);
        if (kind == 'k') continue;
        json_name(out, name);
        write_json_value(out, s, i, kind);
    }
    json_close(out, '}');
}

/* ---- CSV ---- */

static const char *string_in(json_t *object, const char *name) {
    const char *value = json_string_value(json_object_get(object, name));
    return value ? value : "";
}

/* A list or an object in one cell: "KAZ Talgat Mukhtarov; IND", "visit; multilateral", "dead 12". */
static void flatten(Buf *out, json_t *value) {
    const char *key, *s;
    json_t *item;
    size_t i;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item) {
            if (i) buf_str(out, "; ");
            flatten(out, item);
        }
    } else if (json_object_get(value, "code")) {
        s = string_in(value, "name");
        buf_printf(out, "%s%s%s", string_in(value, "code"), *s ? " " : "", s);
    } else if (json_object_get(value, "name")) {
        buf_str(out, string_in(value, "name"));
    } else if (json_is_object(value)) {
        bool first = true;
        json_object_foreach(value, key, item) {
            if (json_is_string(item) && !*json_string_value(item)) continue;
            buf_printf(out, "%s%s ", first ? "" : "; ", key);
            flatten(out, item);
            first = false;
        }
    } else if (json_is_string(value)) {
        buf_str(out, json_string_value(value));
    } else if (json_is_number(value)) {
        buf_printf(out, "%.12g", json_number_value(value));
    }
}

static void write_csv_json(Csv *row, Slice text) {
    json_t *value = json_loadb(text.p, text.n, JSON_DECODE_ANY, NULL);
    Buf cell = {0};
    buf_reserve(&cell, 1);
    flatten(&cell, value);
    csv_text(row, (Slice){cell.p, cell.n});
    buf_free(&cell);
    json_decref(value);
}

static void write_csv_value(Csv *row, sqlite3_stmt *s, int i, char kind) {
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_NULL: return csv_str(row, "");
    case SQLITE_INTEGER:
        if (kind == '?') return csv_str(row, sqlite3_column_int(s, i) ? "true" : "false");
        return csv_printf(row, "%lld", (long long)sqlite3_column_int64(s, i));
    case SQLITE_FLOAT: return csv_printf(row, "%.12g", sqlite3_column_double(s, i));
    default: return kind == '$' ? write_csv_json(row, answer_text(s, i)) : csv_text(row, answer_text(s, i));
    }
}

static void write_csv_row(Buf *out, sqlite3_stmt *s, bool header) {
    Csv row = {.out = out, .separator = ','};
    for (int i = 0; i < sqlite3_column_count(s); i++) {
        char kind;
        Slice name = column_name(s, i, &kind);
        if (kind == 'k') continue;
        if (header)
            csv_text(&row, name);
        else
            write_csv_value(&row, s, i, kind);
    }
    csv_end_row(&row);
}

/* ---- rows ---- */

/* The key of the statement's present row, for requesting the next page; false if the query has none. */
static bool key_of(sqlite3_stmt *s, int64_t key[2]) {
    int n = sqlite3_column_count(s);
    if (n < 2 || strcmp(sqlite3_column_name(s, n - 2), "_1") != 0) return false;
    key[0] = sqlite3_column_int64(s, n - 2);
    key[1] = sqlite3_column_int64(s, n - 1);
    return true;
}

/* The end of a page of rows: the key for the next page. */
static void write_next(Buf *out, const int64_t *key) {
    char next[48];
    json_put_key(out, "next");
    if (key)
        snprintf(next, sizeof next, "%lld_%lld", (long long)key[0], (long long)key[1]), json_str(out, next);
    else
        json_nil(out);
}

void answer_write_note(AnswerShape shape, const char *name, const char *text, Buf *out) {
    if (shape == ANSWER_CSV) {
        buf_printf(out, "# %s\r\n", text);
    } else if (shape == ANSWER_JSONL) {
        json_open(out, '{');
        json_name(out, slice_of(name));
        json_str(out, text);
        json_close(out, '}');
        buf_char(out, '\n');
    }
}

static void write_row(sqlite3_stmt *s, AnswerShape shape, Buf *out) {
    if (shape == ANSWER_CSV) {
        write_csv_row(out, s, false);
    } else {
        write_json_row(out, s);
        if (shape == ANSWER_JSONL) buf_char(out, '\n');
    }
}

int answer_write_list(sqlite3_stmt *s, int64_t limit, AnswerShape shape, Buf *out) {
    int code;
    int64_t key[2] = {0}, n = 0;
    bool keyed = false;
    if (shape == ANSWER_CSV) write_csv_row(out, s, true);
    if (shape == ANSWER_PAGE) json_open(out, '{'), json_put_array(out, "items");
    while ((code = sqlite3_step(s)) == SQLITE_ROW && n < limit) {
        write_row(s, shape, out);
        keyed = key_of(s, key);
        n++;
    }
    if (shape != ANSWER_PAGE) return code;
    json_close(out, ']');
    write_next(out, code == SQLITE_ROW && keyed ? key : NULL);
    buf_str(out, "}\n");
    return code;
}

void answer_write_one(sqlite3_stmt *s, Buf *out) {
    write_json_row(out, s);
    buf_char(out, '\n');
}
