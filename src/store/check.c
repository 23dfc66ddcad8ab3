/* check.c - finds what is wrong in a store, and recomputes what can be derived from its events.
 *
 * Most checks are SQL queries that list rows which should not exist. The pairs of actors are recounted into temporary tables, which hide the store's own from the
 * code that fills them, and compared. */
#include "store/check.h"

#include <stdio.h>
#include <unistd.h>

#include "store/digest.h"
#include "store/rebuild.h"
#include "store/rows.h"

enum { SHOWN = 3 }; /* number of rows that are named for one kind of problem */

/* One kind of problem: `sql` lists the wrong rows, in words; `what` describes the problem. */
typedef struct Question {
    const char *what, *sql;
} Question;

/* clang-format off */
/* A part's bytes: body, title, or all highlights, in which offsets count from the start of one (check_places checks those). */
#define PART_BYTES "CASE part WHEN 0 THEN length(CAST(d.text AS BLOB)) WHEN 1 THEN length(CAST(d.title AS BLOB)) ELSE length(CAST(d.highlights AS BLOB)) END"
#define RECORD "d.name || '#' || e.number"
static const Question questions[] = {
    {"refer to what is not there", "SELECT \"table\" || ' ' || coalesce(rowid, '') || ' to ' || parent FROM pragma_foreign_key_check"},
    {"are copies of a copy, of themselves or of nothing",
     "SELECT 'document ' || d.name FROM document d WHERE copy_of IS NOT NULL AND (copy_of = id OR NOT EXISTS (SELECT 1 FROM document o WHERE o.id = d.copy_of AND o.copy_of IS NULL))"},
    {"stand in a circle of reports, none of which is the first",
     "WITH RECURSIVE good (id) AS (SELECT id FROM report WHERE parent IS NULL UNION SELECT report.id FROM good JOIN report ON report.parent = good.id) "
     "SELECT 'report ' || id FROM report WHERE id NOT IN good"},
    {"tell of no happening", "SELECT 'report ' || id FROM report WHERE happening IS NULL OR happening NOT IN (SELECT id FROM happening)"},
    {"are told by no report, or not by the first or the fullest that they name",
     "SELECT 'happening ' || id FROM happening h WHERE NOT EXISTS (SELECT 1 FROM report r WHERE r.happening = h.id AND r.id = h.first) "
     "OR NOT EXISTS (SELECT 1 FROM event e JOIN report r ON r.id = e.report WHERE e.id = h.fullest AND r.happening = h.id)"},
    {"have offsets outside of the text", "SELECT 'sentence ' || s.number || ' of ' || d.name FROM sentence s JOIN document d ON d.id = s.document "
     "WHERE part NOT BETWEEN 0 AND 2 OR highlight < 0 OR start < 0 OR start > \"end\" OR \"end\" > " PART_BYTES},
    {"have offsets outside of the text", "SELECT " RECORD " FROM event e JOIN document d ON d.id = e.document WHERE part NOT BETWEEN 0 AND 2 OR highlight < 0 OR start < 0 "
     "OR start > \"end\" OR \"end\" > " PART_BYTES " OR trigger_start < 0 OR trigger_start > trigger_end OR trigger_end > " PART_BYTES
     " OR attribution_start < 0 OR attribution_start > attribution_end OR attribution_end > " PART_BYTES},
    {"stand in another sentence than they say", "SELECT " RECORD " FROM event e JOIN document d ON d.id = e.document "
     "JOIN sentence s ON s.document = e.document AND s.number = e.sequence WHERE s.part <> e.part OR s.highlight <> e.highlight OR s.start <> e.start OR s.\"end\" <> e.\"end\""},
    {"have parties outside of the text", "SELECT " RECORD " FROM party p JOIN event e ON e.id = p.event JOIN document d ON d.id = e.document "
     "WHERE p.start < 0 OR p.start > p.\"end\" OR p.\"end\" > " PART_BYTES " OR p.side NOT BETWEEN 0 AND 2 OR p.place < 0"},
    {"have parties whose words do not stand where they say", "SELECT " RECORD " FROM party p JOIN event e ON e.id = p.event JOIN document d ON d.id = e.document "
     "WHERE e.part < 2 AND p.\"end\" > p.start AND CAST(p.text AS BLOB) <> substr(CAST(iif(e.part = 1, d.title, d.text) AS BLOB), p.start + 1, p.\"end\" - p.start)"},
    {"have numbers that nothing has", "SELECT " RECORD " FROM event e JOIN document d ON d.id = e.document WHERE e.day NOT BETWEEN 0 AND 99991231 OR quad NOT BETWEEN 1 AND 4 "
     "OR aux NOT BETWEEN 0 AND 15 OR confidence NOT BETWEEN 0 AND 1 OR e.number < 1"},
    {"have numbers that nothing has", "SELECT 'happening ' || id FROM happening WHERE day NOT BETWEEN 0 AND 99991231 OR quad NOT BETWEEN 1 AND 4 OR aux NOT BETWEEN 0 AND 15 "
     "OR reports < 0 OR copies < 0 OR sources < 0"},
    {"are not UTF-8, or contain a NUL", "SELECT 'document ' || name FROM document WHERE instr(CAST(text AS BLOB), x'00') OR instr(CAST(title AS BLOB), x'00')"},
};
#define COUNTS "(SELECT count(*) FROM document) AS documents, (SELECT count(*) FROM document WHERE copy_of IS NOT NULL) AS copies, " \
    "(SELECT count(*) FROM skipped WHERE reason = 'skipped') AS skipped, (SELECT count(*) FROM event) AS events, (SELECT count(*) FROM happening) AS happenings"
static const char wrong_counts[] = "SELECT 'total' FROM (SELECT " COUNTS ") c WHERE (SELECT count(*) FROM total t WHERE t.documents = c.documents AND t.copies = c.copies "
    "AND t.skipped = c.skipped AND t.events = c.events AND t.happenings = c.happenings) <> 1";
static const char count_anew[] = "DELETE FROM total; INSERT INTO total (one, documents, copies, skipped, events, happenings) SELECT 1, * FROM (SELECT " COUNTS ")";
/* Tables that are recomputed from events and happenings. Sums of scores are rounded: they depend on the order of addition. */
static const struct {
    const char *name, *columns, *where; /* rows with all zeros may remain */
} derived[] = {
    {"dyad_event", "actor, recipient, day, event, category, mode, contexts, aux, reciprocal, round(score, 3), confidence, cameo", "1"},
    {"dyad_happening", "actor, recipient, day, happening, category, mode, contexts, aux, reciprocal, round(score, 3), sources, confidence, cameo", "1"},
    {"dyad_sum", "period, actor, recipient, category, events, round(event_score, 2) + 0, happenings, round(happening_score, 2) + 0, mutual, round(mutual_score, 2) + 0", "events OR happenings"},
    {"context_sum", "period, context, category, events, happenings", "events OR happenings"},
};
/* clang-format on */

typedef struct Check {
    Store *store;
    bool repair;
    attache_check_counts *counts;
    Buf rows; /* those that a question names */
} Check;

static attache_status say(const Check *c, attache_status status, const char *what, const char *more) {
    return report(store_reporter(c->store), status, store_path(c->store), "%s%.300s", what, more);
}

/* Runs a check: the number of wrong rows, and the first of them in `rows`. */
static attache_status ask(Check *c, const char *sql, uint64_t *n) {
    sqlite3_stmt *s = NULL;
    *n = 0;
    buf_clear(&c->rows);
    FORWARD_IF_ERROR(store_prepare(c->store, sql, &s));
    int code;
    for (; (code = sqlite3_step(s)) == SQLITE_ROW; ++*n) {
        const char *row = (const char *)sqlite3_column_text(s, 0);
        if (*n < SHOWN) buf_printf(&c->rows, "%s%.80s", *n ? ", " : "", row ? row : "?");
        if (*n == SHOWN) buf_str(&c->rows, ", ...");
    }
    sqlite3_finalize(s);
    return code == SQLITE_DONE ? ATTACHE_OK : store_error(c->store, "be checked");
}

static attache_status ask_and_tell(Check *c, const char *what, const char *sql) {
    uint64_t n;
    FORWARD_IF_ERROR(ask(c, sql, &n));
    c->counts->problems += n;
    if (n) report(store_reporter(c->store), ATTACHE_ERR_FORMAT, store_path(c->store), "%llu rows %s: %.300s", (unsigned long long)n, what, c->rows.p);
    return ATTACHE_OK;
}

/* ---- what can be recomputed ---- */

/* A problem that can be repaired, with `remedy`; NULL: not requested, or not possible. */
static attache_status mend(Check *c, const char *what, const char *remedy) {
    if (!c->repair) {
        c->counts->problems++;
        return say(c, ATTACHE_ERR_FORMAT, what, " are wrong: --repair makes them anew"), ATTACHE_OK;
    }
    FORWARD_IF_ERROR(store_run(c->store, remedy));
    c->counts->repaired++;
    return say(c, ATTACHE_SKIPPED, what, " were wrong, and have been made anew"), ATTACHE_OK;
}

static attache_status check_file(Check *c) {
    uint64_t n, still = 0;
    static const char sql[] = "SELECT * FROM pragma_integrity_check(20) WHERE integrity_check <> 'ok'";
    FORWARD_IF_ERROR(ask(c, sql, &n));
    if (!n) return ATTACHE_OK;
    say(c, ATTACHE_ERR_FORMAT, "the file is damaged: ", c->rows.p);
    if (c->repair && store_run(c->store, "REINDEX") == ATTACHE_OK) FORWARD_IF_ERROR(ask(c, sql, &still));
    if (c->repair && !still) return c->counts->repaired += n, say(c, ATTACHE_SKIPPED, "indices", " were wrong, and have been made anew"), ATTACHE_OK;
    c->counts->problems += n;
    return ATTACHE_OK;
}

static attache_status check_counts(Check *c) {
    uint64_t n;
    FORWARD_IF_ERROR(ask(c, wrong_counts, &n));
    return n ? mend(c, "its counts (total)", count_anew) : ATTACHE_OK;
}

/* The pairs of all events and happenings, in temporary tables with the names and columns of the store's own. */
static attache_status count_pairs_anew(Check *c) {
    char sql[200];
    for (size_t i = 0; i < COUNT_OF(derived); i++) {
        snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS temp.%s; CREATE TEMP TABLE %s AS SELECT * FROM main.%s WHERE 0", derived[i].name, derived[i].name, derived[i].name);
        FORWARD_IF_ERROR(store_run(c->store, sql));
    }
    FORWARD_IF_ERROR(store_run(c->store, "CREATE UNIQUE INDEX temp.dyad_sum_key ON dyad_sum (period, actor, recipient, category);"
                                         "CREATE UNIQUE INDEX temp.context_sum_key ON context_sum (period, context, category);"
                                         "CREATE UNIQUE INDEX temp.dyad_event_key ON dyad_event (actor, recipient, day, event);"
                                         "CREATE UNIQUE INDEX temp.dyad_happening_key ON dyad_happening (actor, recipient, day, happening)"));
    return rebuild_pairs(c->store);
}

static attache_status check_pairs(Check *c) {
    char sql[1024];
    uint64_t n;
    FORWARD_IF_ERROR(count_pairs_anew(c));
    for (size_t i = 0; i < COUNT_OF(derived); i++) {
        const char *name = derived[i].name, *columns = derived[i].columns, *where = derived[i].where;
        snprintf(sql, sizeof sql, "SELECT 1 FROM (SELECT %s FROM main.%s WHERE %s EXCEPT SELECT %s FROM temp.%s WHERE %s) UNION ALL "
                 "SELECT 1 FROM (SELECT %s FROM temp.%s WHERE %s EXCEPT SELECT %s FROM main.%s WHERE %s) LIMIT 1",
                 columns, name, where, columns, name, where, columns, name, where, columns, name, where);
        FORWARD_IF_ERROR(ask(c, sql, &n));
        if (!n) continue;
        snprintf(sql, sizeof sql, "DELETE FROM main.%s; INSERT INTO main.%s SELECT * FROM temp.%s", name, name, name);
        FORWARD_IF_ERROR(mend(c, name, sql));
    }
    for (size_t i = 0; i < COUNT_OF(derived); i++) {
        snprintf(sql, sizeof sql, "DROP TABLE temp.%s", derived[i].name);
        FORWARD_IF_ERROR(store_run(c->store, sql));
    }
    return ATTACHE_OK;
}

static attache_status check_digests(Check *c) {
    uint64_t wrong;
    FORWARD_IF_ERROR(digest_check(c->store, &wrong));
    if (!wrong) return ATTACHE_OK;
    FORWARD_IF_ERROR(mend(c, "digests", ""));
    return c->repair ? digest_rebuild(c->store) : ATTACHE_OK;
}

/* FTS5 checks its index only if it may write. */
static attache_status check_words(Check *c, bool writable) {
    if (!writable) return say(c, ATTACHE_SKIPPED, "its full text was not checked:", " the file may not be written"), ATTACHE_OK;
    int code = sqlite3_exec(store_db(c->store), "INSERT INTO document_text (document_text, rank) VALUES ('integrity-check', 1)", NULL, NULL, NULL);
    if (code == SQLITE_OK) return ATTACHE_OK;
    if ((code & 0xFF) != SQLITE_CORRUPT) return store_error(c->store, "be checked");
    return mend(c, "its full text", "INSERT INTO document_text (document_text) VALUES ('rebuild')");
}

/* ---- all checks ---- */

static attache_status check_all(Check *c, bool writable) {
    FORWARD_IF_ERROR(store_run(c->store, "PRAGMA query_only = OFF"));
    FORWARD_IF_ERROR(rows_register(c->store));
    FORWARD_IF_ERROR(check_file(c));
    FORWARD_IF_ERROR(check_counts(c));
    FORWARD_IF_ERROR(check_pairs(c));
    FORWARD_IF_ERROR(check_digests(c));
    FORWARD_IF_ERROR(check_words(c, writable));
    for (size_t i = 0; i < COUNT_OF(questions); i++) FORWARD_IF_ERROR(ask_and_tell(c, questions[i].what, questions[i].sql));
    return ATTACHE_OK;
}

/* Everything is recomputed, or nothing. */
static attache_status check_at_once(Check *c, bool writable) {
    if (!c->repair) return check_all(c, writable);
    FORWARD_IF_ERROR(store_begin(c->store));
    attache_status status = check_all(c, writable);
    if (status == ATTACHE_OK) return store_commit(c->store);
    store_rollback(c->store);
    return status;
}

static attache_status count_documents(const Check *c) {
    sqlite3_stmt *s = NULL;
    FORWARD_IF_ERROR(store_prepare(c->store, "SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM event)", &s));
    if (sqlite3_step(s) == SQLITE_ROW) c->counts->documents = (uint64_t)sqlite3_column_int64(s, 0), c->counts->events = (uint64_t)sqlite3_column_int64(s, 1);
    sqlite3_finalize(s);
    return ATTACHE_OK;
}

attache_status check_run(const char *path, bool repair, const Reporter *r, attache_check_counts *out) {
    Check c = {.repair = repair, .counts = out};
    bool writable = repair || access(path, W_OK) == 0;
    *out = (attache_check_counts){0};
    FORWARD_IF_ERROR(store_open(path, writable ? STORE_WRITE : STORE_READ, r, &c.store));
    attache_status status = check_at_once(&c, writable);
    if (status == ATTACHE_OK) status = count_documents(&c);
    out->checked = status == ATTACHE_OK;
    buf_free(&c.rows);
    store_close(c.store);
    return status != ATTACHE_OK ? status : out->problems ? ATTACHE_ERR_FORMAT : ATTACHE_OK;
}
