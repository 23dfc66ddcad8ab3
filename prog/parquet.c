/* parquet.c - tables of an Arrow C stream in; on standard output an Arrow IPC stream, or a Parquet file.
 *
 * Parquet is written by the command duckdb, if there is one. Rows go to it as JSON lines through a pipe, with the types of their columns, since it takes no Arrow on its
 * standard input. Both programs work at once and in constant memory. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "prog.h"

extern char **environ;

/* ---- what DuckDB is told ---- */

static void add_type(FILE *out, const struct ArrowSchema *s) {
    if (!strcmp(s->format, "+l")) {
        add_type(out, s->children[0]);
        fputs("[]", out);
    } else if (!strcmp(s->format, "+s")) {
        fputs("STRUCT(", out);
        for (int64_t i = 0; i < s->n_children; i++) {
            fprintf(out, "%s\"%s\" ", i ? ", " : "", s->children[i]->name);
            add_type(out, s->children[i]);
        }
        fputs(")", out);
    } else {
        char c = s->format[0];
        fputs(c == 'i' ? "INTEGER" : c == 'l' ? "BIGINT" : c == 'g' ? "DOUBLE" : "VARCHAR", out);
    }
}

/* The statement that reads lines and writes a file, which the caller frees; NULL without memory. One thread, so that the same rows give the same bytes. */
static char *statement_of(struct ArrowArrayStream *stream) {
    struct ArrowSchema schema;
    char *text = NULL;
    size_t size;
    FILE *out = stream->get_schema(stream, &schema) ? NULL : open_memstream(&text, &size);
    if (!out) return NULL;
    fputs("SET threads = 1; COPY (FROM read_json('/dev/stdin', format = 'newline_delimited', columns = {", out);
    for (int64_t i = 0; i < schema.n_children; i++) {
        fprintf(out, "%s'%s': '", i ? ", " : "", schema.children[i]->name);
        add_type(out, schema.children[i]);
        fputs("'", out);
    }
    fputs("})) TO '/dev/stdout' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480, USE_TMP_FILE false)", out);
    schema.release(&schema);
    return fclose(out) == 0 ? text : (free(text), NULL);
}

/* ---- its process ---- */

/* Starts it with the end of a pipe as its input; 0 or an errno. */
static int start(char *statement, int input, pid_t *child) {
    char *argv[] = {"duckdb", "-batch", "-bail", "-init", "/dev/null", "-c", statement, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    if (posix_spawn_file_actions_init(&files)) return ENOMEM;
    if (posix_spawnattr_init(&how)) return posix_spawn_file_actions_destroy(&files), ENOMEM;
    posix_spawnattr_setsigdefault(&how, &broken_pipe);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    int failed = posix_spawnp(child, argv[0], &files, &how, argv, environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

static int feed(const char *data, size_t size, void *pipe_end) {
    while (size) {
        ssize_t n = write(*(int *)pipe_end, data, size);
        if (n < 0 && errno != EINTR) return 1;
        if (n > 0) data += n, size -= (size_t)n;
    }
    return 0;
}

/* Waits for the end; whether all is written. A pipe that was closed by whoever read the file is no mistake. */
static attache_status wait_for(pid_t child, attache_status fed) {
    int ended;
    while (waitpid(child, &ended, 0) < 0)
        if (errno != EINTR) return ATTACHE_ERR_IO;
    if (fed != ATTACHE_OK && fed != ATTACHE_STOPPED) return fed;
    if (WIFSIGNALED(ended) && WTERMSIG(ended) == SIGPIPE) return ATTACHE_STOPPED;
    if (WIFEXITED(ended) && WEXITSTATUS(ended) == 0 && fed == ATTACHE_OK) return ATTACHE_OK;
    fprintf(stderr, "attache: --format parquet: duckdb could not write it\n");
    return ATTACHE_ERR_IO;
}

static attache_status write_parquet(struct ArrowArrayStream *stream, char *statement) {
    int ends[2];
    pid_t child;
    int failed = pipe2(ends, O_CLOEXEC) ? errno : 0;
    if (!failed && (failed = start(statement, ends[0], &child)) != 0) close(ends[0]), close(ends[1]);
    if (failed) {
        if (failed != ENOENT)
            fprintf(stderr, "attache: --format parquet: duckdb cannot be started: %s\n", strerror(failed));
        else
            fprintf(stderr, "attache: --format parquet: the command duckdb writes Parquet and is not installed: pip install duckdb-cli (docs/columns.md has other ways)\n");
        stream->release(stream);
        return ATTACHE_ERR_IO;
    }
    close(ends[0]);
    attache_status fed = attache_arrow_write_rows(stream, feed, &ends[1]);
    if (fed != ATTACHE_OK && fed != ATTACHE_STOPPED) kill(child, SIGTERM); /* so that half a file does not look like a whole one */
    close(ends[1]);
    return wait_for(child, fed);
}

bool prog_is_tables(int format) { return format == FORMAT_ARROW || format == FORMAT_PARQUET; }

bool prog_shows_tables(int format) {
    if (format != FORMAT_PARQUET || !isatty(STDOUT_FILENO)) return true;
    fprintf(stderr, "attache: --format parquet: a Parquet file is nothing for a terminal: > FILE\n");
    return false;
}

attache_status prog_write_tables(int format, struct ArrowArrayStream *stream) {
    if (format == FORMAT_ARROW) return attache_arrow_write(stream, prog_write, NULL);
    char *statement = statement_of(stream);
    if (!statement) return stream->release(stream), ATTACHE_ERR_MEMORY;
    attache_status status = write_parquet(stream, statement);
    free(statement);
    return status;
}
