/* journal.c - records what was fetched, so that an interruption at any moment loses and duplicates nothing. A page is first written to an archive and then noted here,
 * each step on disk before the next; opening the journal truncates archives to what is noted.
 *
 *     page <tab> URL <tab> FILE <tab> END        FILE was END bytes long with the page in it; an empty FILE: not to be fetched again
 *     page <tab>     <tab> FILE <tab> END        FILE was END bytes long before the first page
 *     feed <tab> URL <tab> ETAG <tab> MODIFIED   the state sent by the server
 *
 * A line counts only if it is complete. The file only grows, by a hundred bytes per page. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/system.h"
#include "read/watch/watch_int.h"

typedef struct Ending { /* size of an archive, as far as it is noted */
    char *file;
    uint64_t end;
} Ending;

struct Journal {
    char *dir;
    char path[WHERE_MAX];
    Reporter reporter;
    int fd;
    Map seen; /* addresses, by hash */
    FeedState *feeds;
    size_t n_feeds;
    Ending *endings;
    size_t n_endings;
};

bool journal_is(Slice head) {
    static const char *const marks[] = {"page\t\t", "page\thttp", "feed\thttp"};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (head.n > strlen(marks[i]) && memcmp(head.p, marks[i], strlen(marks[i])) == 0) return true;
    return false;
}

/* ---- what was seen ---- */

static void add_seen(Journal *j, const char *url) { map_add(&j->seen, map_key(url)); }

bool journal_has(const Journal *j, const char *url) { return map_has(&j->seen, map_key(url)); }

static FeedState *find_feed(const Journal *j, const char *url) {
    for (size_t i = 0; i < j->n_feeds; i++)
        if (!strcmp(j->feeds[i].url, url)) return &j->feeds[i];
    return NULL;
}

const FeedState *journal_feed(const Journal *j, const char *url) { return find_feed(j, url); }

static void keep_feed(Journal *j, const char *url, const char *etag, const char *modified) {
    FeedState *f = find_feed(j, url);
    if (!f) {
        j->feeds = base_realloc(j->feeds, (j->n_feeds + 1) * sizeof *j->feeds);
        f = &j->feeds[j->n_feeds++];
        *f = (FeedState){.url = base_strdup(url)};
    }
    free(f->etag);
    free(f->modified);
    f->etag = base_strdup(etag);
    f->modified = base_strdup(modified);
}

static void keep_ending(Journal *j, const char *file, uint64_t end) {
    for (size_t i = j->n_endings; i-- > 0;)
        if (!strcmp(j->endings[i].file, file)) {
            j->endings[i].end = end;
            return;
        }
    j->endings = base_realloc(j->endings, (j->n_endings + 1) * sizeof *j->endings);
    j->endings[j->n_endings++] = (Ending){base_strdup(file), end};
}

/* ---- reading ---- */

static bool take_line(Journal *j, char *line) {
    char *cells[4] = {line};
    size_t n = 1;
    for (char *p = line; *p; p++)
        if (*p == '\t') {
            if (n == 4) return false;
            *p = 0;
            cells[n++] = p + 1;
        }
    if (n != 4) return false;
    if (!strcmp(cells[0], "feed")) return keep_feed(j, cells[1], cells[2], cells[3]), true;
    if (strcmp(cells[0], "page")) return false;
    char *end;
    uint64_t size = strtoull(cells[3], &end, 10);
    if (*end || end == cells[3] || strchr(cells[2], '/')) return false;
    if (cells[1][0]) add_seen(j, cells[1]);
    if (cells[2][0]) keep_ending(j, cells[2], size);
    return true;
}

static attache_status read_lines(Journal *j, Buf *all) {
    size_t at = 0, number = 0;
    for (char *end; at < all->n && (end = memchr(all->p + at, '\n', all->n - at)); at = (size_t)(end - all->p) + 1) {
        char where[WHERE_MAX + 32];
        *end = 0;
        number++;
        snprintf(where, sizeof where, "%s:%zu", j->path, number);
        if (!take_line(j, all->p + at))
            return report(&j->reporter, ATTACHE_ERR_FORMAT, where, "is not a line of a journal of attache watch; expected page or feed and three cells");
    }
    if (at < all->n && ftruncate(j->fd, (off_t)at) != 0) return report(&j->reporter, ATTACHE_ERR_IO, j->path, "%s", strerror(errno));
    return ATTACHE_OK;
}

/* The part of an archive after its last note was being written when the watch was interrupted. */
static attache_status cut_back(const Journal *j, const Ending *e) {
    char path[WHERE_MAX];
    struct stat st;
    snprintf(path, sizeof path, "%.4000s/%.255s", j->dir, e->file);
    if (stat(path, &st) != 0 || (uint64_t)st.st_size <= e->end) return ATTACHE_OK; /* moved away: users may do that */
    return truncate(path, (off_t)e->end) == 0 ? ATTACHE_OK : report(&j->reporter, ATTACHE_ERR_IO, path, "%s", strerror(errno));
}

static attache_status load(Journal *j) {
    Buf all = {0};
    attache_status status = base_read_file(j->path, (size_t)1 << 32, &all, &j->reporter);
    if (status == ATTACHE_OK) status = read_lines(j, &all);
    for (size_t i = 0; status == ATTACHE_OK && i < j->n_endings; i++) status = cut_back(j, &j->endings[i]);
    buf_free(&all);
    return status;
}

attache_status journal_open(const char *dir, unsigned mode, const Reporter *r, Journal **out) {
    *out = NULL;
    if (mkdir(dir, system_folder_mode(mode)) != 0 && errno != EEXIST) return report(r, ATTACHE_ERR_IO, dir, "%s", strerror(errno));
    Journal *j = base_zalloc(sizeof *j);
    j->reporter = *r;
    j->dir = base_strdup(dir);
    snprintf(j->path, sizeof j->path, "%.4000s/journal.tsv", dir);
    j->fd = open(j->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, mode);
    attache_status status = ATTACHE_OK;
    if (j->fd < 0)
        status = report(r, ATTACHE_ERR_IO, j->path, "%s", strerror(errno));
    else if (flock(j->fd, LOCK_EX | LOCK_NB) != 0)
        status = report(r, ATTACHE_ERR_IO, dir, "another attache watch works in this folder; name another one, or wait for it");
    if (status == ATTACHE_OK) status = load(j);
    if (status == ATTACHE_OK) *out = j;
    else journal_close(j);
    return status;
}

void journal_close(Journal *j) {
    if (!j) return;
    for (size_t i = 0; i < j->n_feeds; i++) free(j->feeds[i].url), free(j->feeds[i].etag), free(j->feeds[i].modified);
    for (size_t i = 0; i < j->n_endings; i++) free(j->endings[i].file);
    free(j->feeds);
    free(j->endings);
    map_free(&j->seen);
    free(j->dir);
    if (j->fd >= 0) close(j->fd);
    free(j);
}

/* ---- writing ---- */

/* A tab or line break inside a cell would split it. */
static void add_cell(Buf *out, const char *s) {
    buf_char(out, '\t');
    for (; *s; s++) buf_char(out, (unsigned char)*s < ' ' ? ' ' : *s);
}

static attache_status append(Journal *j, Buf *line) {
    buf_char(line, '\n');
    ssize_t n = write(j->fd, line->p, line->n); /* one call: written completely or not at all on a local disk; an unfinished line is dropped when the journal is next opened */
    bool ok = n == (ssize_t)line->n && system_sync(j->fd) == 0;
    buf_free(line);
    return ok ? ATTACHE_OK : report(&j->reporter, ATTACHE_ERR_IO, j->path, "%s", n < 0 ? strerror(errno) : "could not be written whole");
}

static attache_status append_page(Journal *j, const char *url, const char *file, uint64_t end) {
    Buf line = {0};
    buf_str(&line, "page");
    add_cell(&line, url);
    add_cell(&line, file);
    buf_printf(&line, "\t%llu", (unsigned long long)end);
    FORWARD_IF_ERROR(append(j, &line));
    if (file[0]) keep_ending(j, file, end);
    return ATTACHE_OK;
}

attache_status journal_page(Journal *j, const char *url, const char *file, uint64_t end) {
    FORWARD_IF_ERROR(append_page(j, url, file, end));
    add_seen(j, url);
    return ATTACHE_OK;
}

attache_status journal_begin(Journal *j, const char *file) {
    char path[WHERE_MAX];
    struct stat st;
    for (size_t i = 0; i < j->n_endings; i++)
        if (!strcmp(j->endings[i].file, file)) return ATTACHE_OK;
    snprintf(path, sizeof path, "%.4000s/%.255s", j->dir, file);
    return append_page(j, "", file, stat(path, &st) == 0 ? (uint64_t)st.st_size : 0);
}

attache_status journal_note_feed(Journal *j, const char *url, const char *etag, const char *modified) {
    const FeedState *f = find_feed(j, url);
    if (f && !strcmp(f->etag, etag) && !strcmp(f->modified, modified)) return ATTACHE_OK;
    Buf line = {0};
    buf_str(&line, "feed");
    add_cell(&line, url);
    add_cell(&line, etag);
    add_cell(&line, modified);
    FORWARD_IF_ERROR(append(j, &line));
    keep_feed(j, url, etag, modified);
    return ATTACHE_OK;
}
