/* import.c - imports another program's file of events as documents of a store, in batches. An id DOCUMENT#N is the Nth record of a document, as in our own files;
 * any other names a document with this one record. Records of one document may be anywhere in the file. */
#include "out/import.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/bad_lines.h"
#include "base/map.h"

enum { BATCH = 4000 };
static const size_t file_max = (size_t)4 << 30;

/* A line: its cells one after another, each followed by NUL. */
typedef struct Line {
    char *cells;
    uint32_t at;         /* in the file, from 1 */
    uint32_t number;     /* of the record in its document */
    uint32_t next;       /* line of the same document: index + 1, or 0 */
} Line;

typedef struct Document {
    char *name;
    uint32_t first, last; /* lines: index + 1 */
} Document;

typedef struct Import {
    Store *store;
    const ImportFormat *format;
    const char *path;
    const ImportNames *names;
    Buf text;
    int place[IMPORT_CELLS]; /* of each column in a line, or -1 */
    size_t n_cells;          /* of a line */
    bool quoted;             /* the header's cells are in quotes, and those of others may be */
    Arena arena, document;   /* of the file; of the present document */
    Line *lines;
    Document *documents;
    size_t n_lines, cap_lines, n_documents, cap_documents;
    Map by_name;             /* index + 1 of a document */
    DocumentCopies *copies;
    Writer *writer;
    StoreDocument *waiting[BATCH];
    size_t n_waiting, left_out;
    BadLines bad;
    attache_import_counts counts;
} Import;

static void refuse(Import *in, size_t line, const char *why) {
    char where[4200];
    snprintf(where, sizeof where, "%s:%zu", in->path, line);
    report(bad_lines_add(&in->bad, line), ATTACHE_ERR_FORMAT, where, "%s: left out", why);
    in->counts.refused++;
}

static void end_refused(Import *in) {
    char expected[120];
    snprintf(expected, sizeof expected, "expected a record of %s a line, with tabs between its cells, and each id once", in->format->name);
    bad_lines_end(&in->bad, in->path, expected);
}

/* ---- the file ---- */

/* Files from before 2020 are in ISO-8859-1. */
static void make_utf8(Buf *text) {
    if (utf8_valid(text->p, text->n) == text->n) return;
    Buf out = {0};
    buf_reserve(&out, text->n + text->n / 8 + 16);
    for (size_t i = 0; i < text->n; i++) {
        char room[4];
        buf_add(&out, room, utf8_encode((unsigned char)text->p[i], room));
    }
    buf_free(text);
    *text = out;
}

static char *trim(char *cell) {
    char *end = cell + strlen(cell);
    while (isspace((unsigned char)*cell)) cell++;
    while (end > cell && isspace((unsigned char)end[-1])) *--end = 0;
    return cell;
}

/* Puts a cell without its quotes to `to`, which is not behind it, and ends it by NUL; where the next cell goes. */
static char *put_cell(char *to, const char *from, size_t n, bool quoted) {
    if (quoted && n >= 2 && from[0] == '"' && from[n - 1] == '"') {
        from++, n -= 2;
        for (size_t i = 0; i < n; i++) {
            if (i + 1 < n && (from[i] == '"' || from[i] == '\\') && from[i + 1] == '"') i++;
            *to++ = from[i];
        }
    } else {
        memmove(to, from, n);
        to += n;
    }
    *to = 0;
    return to + 1;
}

/* Splits a line into cells; returns their number. */
static size_t cut(char *line, bool quoted) {
    char *to = line;
    for (size_t n = 1;; n++) {
        size_t length = strcspn(line, "\t");
        bool last = !line[length];
        to = put_cell(to, line, length, quoted);
        if (last) return n;
        line += length + 1;
    }
}

/* The positions of the columns, from the header line. All required ones must be there. */
static attache_status read_header(Import *in, char *line) {
    const ImportFormat *f = in->format;
    in->quoted = *line == '"';
    in->n_cells = cut(line, in->quoted);
    for (size_t c = 0; c < f->n_columns; c++) in->place[c] = -1;
    for (size_t i = 0; i < in->n_cells; i++, line += strlen(line) + 1)
        for (size_t c = 0; c < f->n_columns; c++)
            if (in->place[c] < 0 && !strcmp(line, f->columns[c])) {
                in->place[c] = (int)i;
                break;
            }
    for (size_t c = 0; c < 3; c++)
        if (in->place[c] < 0)
            return report(store_reporter(in->store), ATTACHE_ERR_FORMAT, in->path, "its first line has no column \"%s\": is it a file of %s, with tabs between its cells?", f->columns[c], f->name);
    return ATTACHE_OK;
}

static const char *cell_at(const Line *line, int place) {
    const char *p = line->cells;
    if (place < 0) return "";
    for (int i = 0; i < place; i++) p += strlen(p) + 1;
    return p;
}

/* Assigns a line to its document. */
static void add_line(Import *in, char *line, size_t at) {
    in->counts.rows++;
    if (cut(line, in->quoted) != in->n_cells) {
        refuse(in, at, "another number of cells than there are columns");
        return;
    }
    Line *l = VEC_PUSH(&in->arena, in->lines, in->n_lines, in->cap_lines);
    *l = (Line){.cells = line, .at = (uint32_t)at, .number = 1};
    char *name = trim(arena_slice(&in->arena, slice_of(cell_at(l, in->place[0])))), *mark = strrchr(name, '#');
    if (!*name) {
        in->n_lines--;
        refuse(in, at, "it has no id");
        return;
    }
    end_refused(in);
    unsigned long number = mark && mark > name && isdigit((unsigned char)mark[1]) && strlen(mark) < 9 && !mark[1 + strspn(mark + 1, "0123456789")] ? strtoul(mark + 1, NULL, 10) : 0;
    if (number) l->number = (uint32_t)number, *mark = 0;
    uint64_t *place = map_put(&in->by_name, map_key(name));
    if (!*place) {
        *VEC_PUSH(&in->arena, in->documents, in->n_documents, in->cap_documents) = (Document){.name = name, .first = (uint32_t)in->n_lines};
        *place = in->n_documents;
    } else
        in->lines[in->documents[*place - 1].last - 1].next = (uint32_t)in->n_lines;
    in->documents[*place - 1].last = (uint32_t)in->n_lines;
}

static attache_status read_lines(Import *in) {
    size_t at = 0;
    bool header = in->format->columns != NULL;
    size_t mark = in->text.n >= 3 && !memcmp(in->text.p, "\xef\xbb\xbf", 3) ? 3 : 0; /* of byte order */
    if (in->text.n == mark) return report(store_reporter(in->store), ATTACHE_ERR_FORMAT, in->path, "is empty");
    for (char *p = in->text.p + mark, *end = in->text.p + in->text.n; p < end;) {
        char *stop = memchr(p, '\n', (size_t)(end - p)), *next = stop ? stop + 1 : end;
        if (!stop) stop = end;
        *stop = 0;
        if (stop > p && stop[-1] == '\r') stop[-1] = 0;
        at++;
        if (header) FORWARD_IF_ERROR(read_header(in, p));
        else if (*p) add_line(in, p, at);
        header = false;
        p = next;
    }
    end_refused(in);
    return ATTACHE_OK;
}

/* ---- documents ---- */

static void fill_cells(Import *in, const Line *line, const char **cells) {
    char *all[IMPORT_CELLS * 2], *p = line->cells;
    for (size_t i = 0; i < in->n_cells && i < COUNT_OF(all); i++, p += strlen(p) + 1) all[i] = p;
    for (size_t c = 0; c < in->format->n_columns; c++) {
        char *cell = in->place[c] < 0 || in->place[c] >= (int)COUNT_OF(all) ? "" : trim(arena_slice(&in->document, slice_of(all[in->place[c]])));
        cells[c] = strcmp(cell, "None") != 0 ? cell : "";
    }
}

static uint64_t hash_line(const Import *in, const Line *line, uint64_t hash) {
    const char *p = line->cells;
    for (size_t i = 0; i < in->n_cells; i++, p += strlen(p) + 1) hash = hash_mix(hash, hash_bytes(p, strlen(p)));
    return hash;
}

/* The record of a line, as the document's next one; false if there is none. */
static bool add_event(Import *in, const Line *line, ImportRow *row, StoreDocument *doc) {
    row->arena = &in->document, row->names = in->names;
    fill_cells(in, line, row->cells);
    ImportResult result = import_row(in->format, row);
    if (result == IMPORT_REFUSED) refuse(in, line->at, row->why);
    if (result == IMPORT_NO_EVENT) in->counts.no_event++;
    if (result != IMPORT_REFUSED) end_refused(in);
    if (result != IMPORT_TAKEN) return false;
    doc->article = row->article, doc->publication = row->event.publication, doc->coder = row->event.coder;
    doc->hash = hash_line(in, line, doc->hash);
    row->event.link = arena_printf(&in->document, "/h%zu", doc->n_events + 1);
    return true;
}

static attache_status flush(Import *in) {
    attache_status status = in->n_waiting ? writer_begin(in->writer) : ATTACHE_OK;
    bool open = in->n_waiting && status == ATTACHE_OK;
    for (size_t i = 0; i < in->n_waiting && status == ATTACHE_OK; i++) status = writer_add(in->writer, in->waiting[i]);
    if (open && status == ATTACHE_OK)
        status = writer_end(in->writer);
    else if (open)
        writer_cancel(in->writer);
    for (size_t i = 0; i < in->n_waiting; i++) document_copy_free(in->waiting[i]);
    in->n_waiting = 0;
    return status;
}

static attache_status add_document(Import *in, const Document *d) {
    size_t n = 0;
    arena_reset(&in->document);
    for (uint32_t i = d->first; i; i = in->lines[i - 1].next) n++;
    attache_event *events = arena_alloc(&in->document, n * sizeof *events);
    uint32_t *numbers = arena_alloc(&in->document, n * sizeof *numbers);
    StoreDocument doc = {.name = d->name, .path = in->format->name, .message = "", .publication = "", .events = events, .numbers = numbers};
    for (uint32_t i = d->first; i; i = in->lines[i - 1].next) {
        ImportRow row = {.left_out = 0};
        bool twice = false;
        for (size_t k = 0; k < doc.n_events; k++) twice |= numbers[k] == in->lines[i - 1].number;
        if (twice) {
            refuse(in, in->lines[i - 1].at, "its id stands on an earlier line");
            continue;
        }
        if (!add_event(in, &in->lines[i - 1], &row, &doc)) continue;
        in->left_out += row.left_out;
        numbers[doc.n_events] = in->lines[i - 1].number;
        events[doc.n_events++] = row.event;
    }
    if (!doc.n_events) return ATTACHE_OK;
    doc.article.id = d->name;
    in->counts.events += doc.n_events;
    in->waiting[in->n_waiting++] = document_copy(in->copies, &doc);
    return in->n_waiting == BATCH ? flush(in) : ATTACHE_OK;
}

static attache_status import_file(Import *in) {
    FORWARD_IF_ERROR(base_read_file(in->path, file_max, &in->text, store_reporter(in->store)));
    make_utf8(&in->text);
    in->n_cells = in->format->n_columns;
    for (size_t i = 0; i < in->n_cells; i++) in->place[i] = (int)i;
    FORWARD_IF_ERROR(read_lines(in));
    FORWARD_IF_ERROR(writer_open(in->store, &in->writer));
    for (size_t i = 0; i < in->n_documents; i++) FORWARD_IF_ERROR(add_document(in, &in->documents[i]));
    end_refused(in);
    FORWARD_IF_ERROR(flush(in));
    return writer_finish(in->writer, 0, in->counts.refused);
}

attache_status import_run(Store *s, attache_format format, const char *path, const ImportNames *names, attache_import_counts *out) {
    Import *in = base_zalloc(sizeof *in);
    *in = (Import){.store = s, .format = import_format(format), .path = path, .names = names, .copies = document_copies_new(), .bad = {.reporter = store_reporter(s)}};
    arena_init(&in->arena);
    arena_init(&in->document);
    attache_status status = in->format ? import_file(in) : report(store_reporter(s), ATTACHE_ERR_USAGE, path, "only POLECAT, ICEWS and GDELT can be read back");
    if (in->writer) {
        WriterCounts counts = writer_counts(in->writer);
        in->counts.added = counts.added, in->counts.replaced = counts.replaced, in->counts.same = counts.same;
    }
    if (in->left_out) report(store_reporter(s), ATTACHE_SKIPPED, path, "%zu countries, sectors and contexts that attache does not know were left out of their rows", in->left_out);
    writer_close(in->writer);
    while (in->n_waiting) document_copy_free(in->waiting[--in->n_waiting]);
    document_copies_free(in->copies);
    map_free(&in->by_name);
    arena_free(&in->arena);
    arena_free(&in->document);
    buf_free(&in->text);
    *out = in->counts;
    free(in);
    return status;
}
