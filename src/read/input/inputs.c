/* inputs.c - reads documents from a list of paths, one after another. A path is opened when its turn comes. Its kind is recognised by its first bytes, never by its
 * name: compressed data, an archive, a folder, a WARC, JSONL, a feed or a page. The content of archives and folders is recognised in the same way:
 *
 *     levels:   folder "2017"  >  archive "may.tar.gz"  >  WARC "crawl.warc.zst"  >  its pages
 *
 * An error in one input is reported, and the next call continues after it.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/failure.h"
#include "read/input/inputs_int.h"

enum {
    HEAD = 8 << 10, /* bytes for recognising the kind */
    LEVELS_MAX = 6, /* archives within archives: deeper ones are traps */
    PACKED_MAX = 3, /* gzip within zstd and the like */
};

typedef enum LevelKind { LEVEL_FOLDER, LEVEL_ARCHIVE, LEVEL_WARC, LEVEL_LINES, LEVEL_FEED, LEVEL_PAGE } LevelKind;

typedef struct Level {
    LevelKind kind;
    attache_kind page; /* of LEVEL_PAGE */
    bool found;        /* from a folder or archive, not named by the user: skipped if it is not a page */
    bool done;         /* LEVEL_PAGE was returned, LEVEL_FEED was opened */
    char *name, *id;   /* its name in messages and documents */
    char *path;        /* its real path, whatever the current folder: the identity of a page without an address */
    Stream *stream;
    FTS *folder;
    Archive *archive;
    Warc *warc;
    Lines *lines;
    Feed *feed;
    Arena arena;      /* the feed's text */
    uint64_t skipped; /* files that are not pages */
} Level;

struct attache_inputs {
    char **paths;
    size_t n, next; /* paths[next] comes next */
    attache_kind kind;
    Reporter reporter;
    Level levels[LEVELS_MAX];
    size_t depth;
    uint64_t done, total;
    Ahead *ahead;
};

/* ---- opening and closing ---- */

static uint64_t size_of_all(attache_inputs *in) {
    uint64_t total = 0;
    for (size_t i = 0; i < in->n; i++) {
        struct stat st;
        if (strcmp(in->paths[i], "-") == 0) return 0;
        if (stat(in->paths[i], &st) != 0) continue;
        if (!S_ISREG(st.st_mode)) return 0;
        total += (uint64_t)st.st_size;
    }
    return total;
}

static void close_level(Level *l) {
    archive_close(l->archive);
    warc_close(l->warc);
    lines_close(l->lines);
    feed_close(l->feed);
    if (l->folder) fts_close(l->folder);
    stream_close(l->stream);
    arena_free(&l->arena);
    free(l->name);
    free(l->id);
    free(l->path);
}

void inputs_close(attache_inputs *in) {
    if (!in) return;
    while (in->depth) close_level(&in->levels[--in->depth]);
    ahead_free(in->ahead);
    for (size_t i = 0; i < in->n; i++) free(in->paths[i]);
    free(in->paths);
    free(in);
}

static void close_half(void *in) { inputs_close(in); }

attache_status inputs_open(const char *const *paths, size_t n, attache_kind kind, const Reporter *r, attache_inputs **out) {
    attache_inputs *in = base_zalloc(sizeof *in);
    Cleanup cleanup;
    failure_cleanup(&cleanup, close_half, in);
    in->paths = base_alloc(n * sizeof *in->paths);
    for (in->n = 0; in->n < n; in->n++) in->paths[in->n] = base_strdup(paths[in->n]);
    in->kind = kind;
    if (r) in->reporter = *r;
    in->total = size_of_all(in);
    in->ahead = ahead_new();
    failure_cleaned(&cleanup);
    *out = in;
    return ATTACHE_OK;
}

void inputs_progress(const attache_inputs *in, uint64_t *done, uint64_t *total) {
    *done = in->done;
    *total = in->total;
    for (size_t i = 0; i < in->depth; i++)
        if (in->levels[i].stream) {
            *done += stream_done(in->levels[i].stream);
            return;
        }
}

/* ---- recognising the kind ---- */

/* NULs, or the magic bytes of a format that may begin without them. */
static bool is_binary(Slice s) {
    static const char *const marks[] = {"%PDF-", "\x89PNG", "\xFF\xD8\xFF", "{\\rtf", "GIF8", "wOFF", "wOF2", "OggS", "ID3"};
    if (charset_is_wide(s)) return false;
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (s.n >= strlen(marks[i]) && memcmp(s.p, marks[i], strlen(marks[i])) == 0) return true;
    return memchr(s.p, 0, s.n) != NULL;
}

static bool begins_json(Slice s) {
    size_t i = 0;
    while (i < s.n && isspace((unsigned char)s.p[i])) i++;
    if (i == s.n || (s.p[i] != '{' && s.p[i] != '[')) return false;
    char want = s.p[i] == '{' ? '"' : '{';
    for (i++; i < s.n && isspace((unsigned char)s.p[i]);) i++;
    return i < s.n && s.p[i] == want;
}

/* The keys of a long line may come after the first bytes. */
static bool is_long_line(Slice s) { return begins_json(s) && s.n >= HEAD && *s.p == '{' && !memchr(s.p, '\n', s.n); }

/* Names of files that belong to pages and look like text. */
static bool is_of_a_page(const char *name) {
    static const char *const ends[] = {".css", ".js", ".mjs", ".map", ".svg", ".ico", ".txt~"};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        size_t n = strlen(ends[i]), k = strlen(name);
        if (k > n && strcasecmp(name + k - n, ends[i]) == 0) return true;
    }
    return false;
}

/* ---- levels ---- */

/* Takes `path`, allocated by malloc. */
static Level *push(attache_inputs *in, LevelKind kind, const char *name, const char *id, char *path, bool found) {
    Level *l = &in->levels[in->depth++];
    *l = (Level){.kind = kind, .found = found, .path = path};
    arena_init(&l->arena);
    l->name = base_strdup(name), l->id = base_strdup(id);
    return l;
}

static void pop(attache_inputs *in) {
    Level *l = &in->levels[--in->depth];
    bool bottom = true;
    for (size_t i = 0; i < in->depth; i++) bottom &= !in->levels[i].stream;
    if (bottom && l->stream) in->done += stream_done(l->stream);
    close_level(l);
}

/* At the end of a level: reports what was skipped in it, in one message. */
static void tell_skipped(attache_inputs *in, const Level *l) {
    Buf text = {0};
    if (l->warc) warc_tell_skipped(l->warc, &text);
    if (l->skipped) buf_printf(&text, "files that hold no page %llu", (unsigned long long)l->skipped);
    if (text.n) report(&in->reporter, ATTACHE_SKIPPED, l->name, "skipped: %s", text.p);
    buf_free(&text);
}

/* A file that is not a page is an error if the user named it, and ignored if it was found. */
static attache_status refuse(attache_inputs *in, const Level *l, const char *why) {
    return l->found ? ATTACHE_SKIPPED : report(&in->reporter, ATTACHE_ERR_FORMAT, l->name, "%s", why);
}

/* Decompresses as often as the first bytes require. */
static attache_status unpack(attache_inputs *in, Level *l, Packing *packing) {
    for (int times = 0;; times++) {
        FORWARD_IF_ERROR(stream_peek(l->stream, HEAD));
        *packing = stream_packing(stream_window(l->stream));
        if (*packing == PACKED_NOT || *packing == PACKED_ARCHIVE) return ATTACHE_OK;
        if (times == PACKED_MAX)
            return report(&in->reporter, ATTACHE_ERR_FORMAT, l->name, "is packed more than %d times over; unpack it first", PACKED_MAX);
        l->stream = stream_unpack(l->stream, *packing);
    }
}

static void skip_mark(Stream *s) {
    Slice head = stream_window(s);
    if (head.n >= 3 && memcmp(head.p, "\xEF\xBB\xBF", 3) == 0) stream_use(s, 3);
}

static attache_status begin_page(attache_inputs *in, Level *l, Slice head) {
    if (is_binary(head))
        return refuse(
            in, l,
            "is binary, not text; expected a page, plain text, JSONL, WARC or a feed, alone or in a zip or tar, packed by gzip or zstd or not");
    if (in->kind == ATTACHE_AUTO && journal_is(head))
        return l->found ? ATTACHE_END : refuse(in, l, "is the journal of attache watch, and holds no page; name the archives beside it");
    if (in->kind == ATTACHE_AUTO && begins_json(head))
        return refuse(in, l, "is JSON, but has no documents; expected one object a line with \"id\" and \"text\" or \"html\"");
    l->kind = LEVEL_PAGE;
    l->page = in->kind;
    return ATTACHE_OK;
}

/* If none of the first lines can be an object, the whole file is refused, not line by line. */
static bool has_no_object(Slice head) {
    for (const char *p = head.p, *end = head.p + head.n; p < end; p++) {
        while (p < end && (*p == ' ' || *p == '\t')) p++;
        if (p < end && (*p == '{' || *p == '[')) return false;
        p = memchr(p, '\n', (size_t)(end - p));
        if (!p) break;
    }
    return memchr(head.p, '\n', head.n) != NULL;
}

/* Recognises the content of the stream. A page may be in UTF-16, and JSON may begin with a byte order mark. */
static attache_status tell_kind(attache_inputs *in, Level *l) {
    Slice head = stream_window(l->stream);
    if (head.n > HEAD) head.n = HEAD;
    bool tell = in->kind == ATTACHE_AUTO, marked = head.n >= 3 && memcmp(head.p, "\xEF\xBB\xBF", 3) == 0;
    Slice bare = marked ? (Slice){head.p + 3, head.n - 3} : head;
    if (in->kind == ATTACHE_WARC || (tell && warc_is(head)) || (tell && arc_is(head))) {
        l->kind = LEVEL_WARC;
        l->warc = warc_open(l->stream, &in->reporter);
    } else if (tell ? feed_is(bare) : in->kind == ATTACHE_FEED) {
        l->kind = LEVEL_FEED;
    } else if (!is_binary(head) && (tell ? lines_are_jsonl(bare) || is_long_line(bare) : in->kind == ATTACHE_JSONL)) {
        if (!tell && has_no_object(bare)) return refuse(in, l, "is not JSONL: none of its first lines is an object; expected one object per line with \"id\" and \"text\" or \"html\"");
        skip_mark(l->stream);
        l->kind = LEVEL_LINES;
        l->lines = lines_open(l->stream, &in->reporter);
    } else {
        return begin_page(in, l, head);
    }
    return ATTACHE_OK;
}

static attache_status begin_level(attache_inputs *in, Level *l) {
    Packing packing;
    FORWARD_IF_ERROR(unpack(in, l, &packing));
    Slice head = stream_window(l->stream);
    if (packing == PACKED_ARCHIVE) {
        l->kind = LEVEL_ARCHIVE;
        l->archive = archive_open(l->stream, &in->reporter);
        return ATTACHE_OK;
    }
    if (!head.n && stream_at_end(l->stream)) return refuse(in, l, "is empty");
    return tell_kind(in, l);
}

/* Recognises the content of a level that was just pushed; removes the level if there is nothing to read. */
static attache_status begin_stream(attache_inputs *in, Level *l, Stream *s) {
    l->stream = s;
    attache_status status = begin_level(in, l);
    if (status == ATTACHE_OK) return ATTACHE_OK;
    pop(in);
    if (status == ATTACHE_SKIPPED) in->levels[in->depth - 1].skipped++;
    return status == ATTACHE_END ? ATTACHE_OK : status; /* the journal next to its archives: ignored */
}

/* ---- paths ---- */

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

static attache_status begin_folder(attache_inputs *in, const char *path) {
    char *const roots[] = {(char *)(uintptr_t)path, NULL};
    FTS *folder = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    if (!folder) return report(&in->reporter, ATTACHE_ERR_IO, path, "cannot be opened: %s", strerror(errno));
    push(in, LEVEL_FOLDER, path, "", NULL, false)->folder = folder;
    return ATTACHE_OK;
}

/* The name of a file, which may be any bytes, in UTF-8; both are allocated by malloc. */
static char *utf8_name(char *name) {
    if (!name || utf8_valid(name, strlen(name)) == strlen(name)) return name;
    Buf all = {0};
    charset_escape(slice_of(name), &all);
    buf_char(&all, 0);
    free(name);
    return all.p;
}

static attache_status begin_file(attache_inputs *in, const char *path, const char *id, bool found) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return report(&in->reporter, ATTACHE_ERR_IO, path, "cannot be opened: %s", strerror(errno));
    Level *l = push(in, LEVEL_PAGE, path, id, utf8_name(realpath(path, NULL)), found);
    l->name = utf8_name(l->name), l->id = utf8_name(l->id);
    return begin_stream(in, l, stream_of_file(fd, l->name, &in->reporter));
}

static attache_status begin_path(attache_inputs *in) {
    const char *path = in->paths[in->next++];
    struct stat st;
    if (strcmp(path, "-") == 0) {
        Level *l = push(in, LEVEL_PAGE, "stdin", "stdin", NULL, false);
        return begin_stream(in, l, stream_of_file(dup(STDIN_FILENO), l->name, &in->reporter));
    }
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? begin_folder(in, path) : begin_file(in, path, base_name(path), false);
}

/* ---- the content of folders and archives ---- */

static attache_status next_of_folder(attache_inputs *in, Level *l) {
    for (FTSENT *e; (e = fts_read(l->folder));) {
        bool hidden = e->fts_level > 0 && e->fts_name[0] == '.';
        if (hidden) {
            fts_set(l->folder, e, FTS_SKIP);
            continue;
        }
        const char *id = e->fts_path + strlen(l->name);
        while (*id == '/') id++;
        switch (e->fts_info) {
        case FTS_F:
            if (is_of_a_page(e->fts_name)) return l->skipped++, ATTACHE_SKIPPED;
            return begin_file(in, e->fts_path, id, true);
        case FTS_DNR:
        case FTS_ERR:
        case FTS_NS:
        case FTS_SLNONE:
            return report(&in->reporter, ATTACHE_ERR_IO, e->fts_path, "cannot be read: %s", strerror(e->fts_errno ? e->fts_errno : ENOENT));
        case FTS_DC: return report(&in->reporter, ATTACHE_ERR_IO, e->fts_path, "is a link to a folder that it lies in");
        default: break;
        }
    }
    return ATTACHE_END;
}

static char *joined(const char *folder, const char *name) {
    Buf path = {0};
    buf_printf(&path, "%s/%s", folder, name);
    return path.p;
}

static attache_status next_of_archive(attache_inputs *in, Level *l) {
    const char *name;
    FORWARD_IF_ERROR(archive_next(l->archive, &name));
    bool single = !*name; /* the content of bzip2 or xz */
    if (!single && (is_of_a_page(name) || base_name(name)[0] == '.')) return l->skipped++, ATTACHE_SKIPPED;
    if (in->depth == LEVELS_MAX)
        return report(&in->reporter, ATTACHE_ERR_FORMAT, l->name, "lies in %d archives, one within the other; unpack them first", LEVELS_MAX - 1);
    char *path = single ? base_strdup(l->name) : joined(l->name, name), *lies = !l->path ? NULL
                                                                                : single ? base_strdup(l->path)
                                                                                         : joined(l->path, name);
    Level *member = push(in, LEVEL_PAGE, path, single ? l->id : name, lies, !single || l->found);
    free(path);
    return begin_stream(in, member, stream_of_member(archive_member(l->archive), archive_share(l->archive), member->name, &in->reporter));
}

/* ---- pages and feeds, which are read completely ---- */

static attache_status fill_whole(attache_inputs *in, Level *l, Slice *out) {
    l->done = true;
    attache_status status = stream_fill(l->stream, ATTACHE_DOCUMENT_MAX + 1);
    *out = stream_window(l->stream);
    if (status != ATTACHE_OK || out->n <= ATTACHE_DOCUMENT_MAX) return status;
    return report(&in->reporter, ATTACHE_ERR_TOO_LARGE, l->name, "is larger than %u MB, too large for an article; split it", ATTACHE_DOCUMENT_MAX >> 20);
}

/* For input without a location, such as standard input: the same content is the same document, anything else another. */
static char *path_of_content(Slice s) {
    Buf path = {0};
    buf_printf(&path, "-/%016llx", (unsigned long long)hash_bytes(s.p, s.n));
    return path.p;
}

/* XML is recognised by its first bytes, or by the namespace of its outermost element. */
static bool is_xml(Slice s) {
    if (s.n >= 3 && memcmp(s.p, "\xEF\xBB\xBF", 3) == 0) s.p += 3, s.n -= 3;
    while (s.n && isspace((unsigned char)*s.p)) s.p++, s.n--;
    if (s.n >= 5 && memcmp(s.p, "<?xml", 5) == 0) return true;
    const char *close = s.n > 1 && *s.p == '<' && isalpha((unsigned char)s.p[1]) ? memchr(s.p, '>', s.n) : NULL;
    return close && memmem(s.p, (size_t)(close - s.p), " xmlns", 6);
}

static attache_status next_of_page(attache_inputs *in, Level *l, attache_document *out) {
    Slice s;
    if (l->done) return ATTACHE_END;
    FORWARD_IF_ERROR(fill_whole(in, l, &s));
    attache_kind kind = l->page;
    bool tell = kind == ATTACHE_AUTO && !charset_is_wide(s);
    if (tell) kind = article_is_html(s) ? ATTACHE_HTML : ATTACHE_TEXT;
    if (tell && kind == ATTACHE_TEXT && is_xml(s)) return refuse(in, l, "is XML, but neither a page nor a feed");
    if (!l->path) l->path = path_of_content(s);
    *out = (attache_document){.id = l->id, .path = l->path, .data = s.p, .size = s.n, .kind = kind};
    return ATTACHE_OK;
}

static attache_status begin_feed(attache_inputs *in, Level *l) {
    Slice s;
    FORWARD_IF_ERROR(fill_whole(in, l, &s));
    attache_document doc = {.data = s.p, .size = s.n};
    if (!l->path) l->path = path_of_content(s);
    return feed_open(charset_decode(&doc, true, &l->arena), l->name, l->id, &in->reporter, &l->feed);
}

static attache_status next_of_feed(attache_inputs *in, Level *l, attache_document *out) {
    if (!l->done) FORWARD_IF_ERROR(begin_feed(in, l));
    if (!l->feed) return ATTACHE_END;
    attache_status status = feed_next(l->feed, out);
    if (status == ATTACHE_OK && out->path[0]) out->path = l->path;
    return status;
}

/* ---- one after another ---- */

static attache_status next_of(attache_inputs *in, Level *l, attache_document *out) {
    switch (l->kind) {
    case LEVEL_FOLDER: return next_of_folder(in, l);
    case LEVEL_ARCHIVE: return next_of_archive(in, l);
    case LEVEL_WARC: return warc_next(l->warc, out);
    case LEVEL_LINES: return lines_next(l->lines, out);
    case LEVEL_FEED: return next_of_feed(in, l, out);
    default: return next_of_page(in, l, out);
    }
}

static attache_status next_document(void *user, attache_document *out) {
    attache_inputs *in = user;
    for (;;) {
        if (!in->depth) {
            if (in->next == in->n) return ATTACHE_END;
            FORWARD_IF_ERROR(begin_path(in));
        }
        Level *l = &in->levels[in->depth - 1];
        bool holds_others = l->kind == LEVEL_FOLDER || l->kind == LEVEL_ARCHIVE;
        attache_status status = next_of(in, l, out);
        if (status == ATTACHE_OK && holds_others) continue;
        if (status != ATTACHE_END) return status;
        tell_skipped(in, l);
        pop(in);
    }
}

/* The present input, for messages. */
static const char *name_of(const attache_inputs *in) {
    const Level *l = in->depth ? &in->levels[in->depth - 1] : NULL;
    return l && l->name ? l->name : in->next ? in->paths[in->next - 1] : "inputs";
}

/* A failure interrupts the reading of an input: the rest of it is left out. A folder continues with its next file. */
attache_status inputs_next(attache_inputs *in, attache_document *out) {
    Failure failure;
    failure_enter(&failure);
    if (setjmp(failure.back) == 0) {
        attache_status status = ahead_next(in->ahead, next_document, in, out);
        failure_leave(&failure);
        return status;
    }
    attache_status status = report(&in->reporter, failure.status, name_of(in), "%s: the rest of it is left out", failure.what);
    if (in->depth && in->levels[in->depth - 1].kind != LEVEL_FOLDER) close_level(&in->levels[--in->depth]);
    return status;
}
