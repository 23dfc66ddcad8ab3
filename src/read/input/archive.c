/* archive.c - the members of a zip, tar or 7z archive, and the content of bzip2 or xz, one after another, through libarchive. Tar can come through any stream;
 * zip and 7z in a file are read by their directory at the end, zip from a pipe by its local headers.
 */
#include <errno.h>
#include <locale.h>
#include <stdlib.h>

#include <archive.h>
#include <archive_entry.h>

#include "base/failure.h"
#include "read/input/inputs_int.h"

struct Archive {
    struct archive *archive;
    Stream *below;
    size_t given; /* bytes of the window that libarchive saw last */
    Reporter reporter;
    Buf name;
    size_t n; /* members so far */
    locale_t utf8;
    bool over;
    ArchiveShare share;
};

/* ---- callbacks of libarchive ---- */

static la_ssize_t on_read(struct archive *archive, void *user, const void **data) {
    Archive *a = user;
    stream_use(a->below, a->given);
    a->given = 0;
    if (stream_fill(a->below, 1) != ATTACHE_OK) {
        archive_set_error(archive, EIO, "what it is packed in is damaged");
        return ARCHIVE_FATAL;
    }
    Slice window = stream_window(a->below);
    *data = window.p;
    a->given = window.n;
    return (la_ssize_t)window.n;
}

static la_int64_t on_seek(struct archive *archive, void *user, la_int64_t offset, int whence) {
    Archive *a = user;
    (void)archive;
    stream_use(a->below, a->given);
    a->given = 0;
    int64_t now = stream_seek(a->below, offset, whence);
    return now < 0 ? ARCHIVE_FATAL : now;
}

/* ---- opening ---- */

static attache_status fail(Archive *a, const char *what) {
    const char *why = archive_error_string(a->archive);
    return report(&a->reporter, ATTACHE_ERR_IO, stream_name(a->below), "%s%s%s", what, why ? ": " : "", why ? why : "");
}

static void support(struct archive *archive) {
    archive_read_support_format_zip(archive);
    archive_read_support_format_tar(archive);
    archive_read_support_format_7zip(archive);
    archive_read_support_format_raw(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_filter_xz(archive);
}

Archive *archive_open(Stream *s, const Reporter *r) {
    Archive *a = base_zalloc(sizeof *a);
    a->below = s;
    a->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (r) a->reporter = *r;
    if (!(a->archive = archive_read_new())) failure_raise(ATTACHE_ERR_MEMORY, "out of memory");
    support(a->archive);
    archive_read_set_callback_data(a->archive, a);
    archive_read_set_read_callback(a->archive, on_read);
    int64_t from = (int64_t)stream_offset(s), size = stream_seek(s, 0, SEEK_END);
    if (size >= 0) {
        a->share.packed = (uint64_t)size;
        stream_seek(s, from, SEEK_SET);
        archive_read_set_seek_callback(a->archive, on_seek);
    }
    if (archive_read_open1(a->archive) != ARCHIVE_OK) {
        fail(a, "the archive cannot be opened");
        a->over = true;
    }
    return a;
}

void archive_close(Archive *a) {
    if (!a) return;
    archive_read_free(a->archive);
    if (a->utf8) freelocale(a->utf8);
    buf_free(&a->name);
    free(a);
}

/* ---- members ---- */

/* Names may be any bytes; messages and records need UTF-8, and different members different names. */
static void take_name(Archive *a, struct archive_entry *entry) {
    const char *name = archive_entry_pathname(entry);
    if (!name) name = archive_entry_pathname_utf8(entry);
    buf_clear(&a->name);
    a->n++;
    bool packed = archive_format(a->archive) == ARCHIVE_FORMAT_RAW; /* one file without a name */
    if (!packed && name && *name) charset_escape(slice_of(name), &a->name);
    if (!packed && !a->name.n) buf_printf(&a->name, "member %zu", a->n);
    buf_char(&a->name, 0);
}

static attache_status next_member(Archive *a, const char **name) {
    struct archive_entry *entry;
    while (!a->over && !a->share.over) {
        int code = archive_read_next_header(a->archive, &entry);
        if (code == ARCHIVE_RETRY) continue;
        a->over = code == ARCHIVE_EOF || code == ARCHIVE_FATAL;
        if (code == ARCHIVE_EOF) break;
        if (code == ARCHIVE_FATAL) return fail(a, "the archive is damaged or ends early; what follows cannot be reached");
        if (code == ARCHIVE_FAILED) return fail(a, "a member cannot be read");
        bool regular = archive_entry_filetype(entry) == AE_IFREG || archive_format(a->archive) == ARCHIVE_FORMAT_RAW;
        if (!regular || archive_entry_hardlink(entry)) continue;
        take_name(a, entry);
        *name = a->name.p;
        return ATTACHE_OK;
    }
    return ATTACHE_END;
}

/* libarchive converts the names in zip, 7z and pax to the character set of the thread's locale, and drops those that it cannot represent. */
attache_status archive_next(Archive *a, const char **name) {
    locale_t before = a->utf8 ? uselocale(a->utf8) : (locale_t)0;
    attache_status status = next_member(a, name);
    if (before) uselocale(before);
    return status;
}

void *archive_member(Archive *a) { return a->archive; }

/* For an archive in a file the size is known; for one from a pipe, the number of bytes read so far. */
ArchiveShare *archive_share(Archive *a) {
    uint64_t read = stream_offset(a->below);
    if (read > a->share.packed) a->share.packed = read;
    return &a->share;
}
