/* sql.c - the text and the parameters of statements, and what in a query several statements have. */
#include "store/sql.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "vocab/actor.h"
#include "vocab/codebook.h"

attache_status sql_wrong(Sql *q, const char *option, const char *value, const char *right) {
    return report(q->reporter, ATTACHE_ERR_USAGE, option, "%s: %s", value, right);
}

void sql_add(Sql *q, const char *text) { buf_str(&q->text, text); }

static bool is_param(const Sql *q, int i, const char *text, size_t n, int64_t number) {
    if (q->params[i].rows) return false;
    if (!text || !q->params[i].text) return !text && !q->params[i].text && q->params[i].number == number;
    return q->params[i].n == n && !memcmp(q->params[i].text, text, n);
}

/* Its number. A value that is there already is not bound again, so that many ranges need hardly more values than one. */
static int add_param(Sql *q, const char *text, size_t n, int64_t number) {
    int i = 0;
    while (i < q->n && !is_param(q, i, text, n, number)) i++;
    if (i == SQL_PARAMS_MAX) base_die("a query has too many parts"); /* longer lists are cut */
    if (i == q->n) q->params[q->n].text = text, q->params[q->n].n = n, q->params[q->n].rows = NULL, q->params[q->n++].number = number;
    buf_printf(&q->text, "?%d", i + 1);
    return i + 1;
}

int sql_text(Sql *q, const char *text, size_t n) { return add_param(q, text, n, 0); }
void sql_number(Sql *q, int64_t number) { add_param(q, NULL, 0, number); }

void sql_tally(Sql *q, RowsTable *rows) {
    if (q->n == SQL_PARAMS_MAX) base_die("a query has too many parts");
    q->params[q->n++].rows = rows;
    buf_printf(&q->text, "rows_of(?%d)", q->n);
}

/* ---- days and lists ---- */

/* The first and the last day of a date as typed: 2017 is 20170000 to 20171299 and so on. */
static attache_status read_day(Sql *q, const char *option, const char *date, bool last, int32_t *out) {
    int32_t day = date_day(date);
    if (!day) return sql_wrong(q, option, date, "is not a date; must be YYYY, YYYY-MM or YYYY-MM-DD");
    *out = !last || day % 100 ? day : day % 10000 ? day + 99 : day + 9999;
    return ATTACHE_OK;
}

attache_status sql_span(Sql *q, int32_t *from, int32_t *to) {
    *from = INT32_MIN, *to = INT32_MAX;
    if (q->query->from) FORWARD_IF_ERROR(read_day(q, "--from", q->query->from, false, from));
    if (q->query->to) FORWARD_IF_ERROR(read_day(q, "--to", q->query->to, true, to));
    if (*from > *to) return sql_wrong(q, "--from", q->query->from, "is after --to");
    return ATTACHE_OK;
}

size_t sql_item(const char **p, const char **item) {
    while (**p == ',' || **p == ' ') ++*p;
    *item = *p;
    size_t n = strcspn(*p, ", ");
    *p += n;
    return n;
}

attache_status sql_names_nothing(Sql *q, const char *option) { return sql_wrong(q, option, "\"\"", "is empty; leave the option out to select all"); }

static attache_status find_word(Sql *q, SqlTable table, const char *option, const char *word, size_t n, int64_t *id) {
    static const char *const sql[] = {[TABLE_CATEGORY] = "SELECT id FROM category WHERE name = ?1 COLLATE NOCASE",
                                      [TABLE_MODE] = "SELECT id FROM mode WHERE name = ?1 COLLATE NOCASE",
                                      [TABLE_CONTEXT] = "SELECT id FROM context WHERE name = ?1 COLLATE NOCASE"};
    char name[48];
    sqlite3_stmt *s = NULL;
    snprintf(name, sizeof name, "%.*s", (int)n, word);
    FORWARD_IF_ERROR(store_prepare(q->store, sql[table], &s));
    sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
    *id = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    if (*id) return ATTACHE_OK;
    if (!strcmp(name, "not")) return sql_wrong(q, option, name, "stands before the whole list, once: 'not A,B'");
    if (table == TABLE_CATEGORY)
        return report(q->reporter, ATTACHE_ERR_USAGE, option, "%s: is not a PLOVER category:%s", name, event_list);
    return sql_wrong(q, option, name, "nothing in this store has this value; docs/records.md says where the values are listed");
}

bool sql_is_denied(const char **list) {
    const char *p = *list + strspn(*list, " ");
    if (strncmp(p, "not ", 4) != 0) return false;
    *list = p + 4;
    return true;
}

/* " AND column IN (...)" with the numbers of strings. */
attache_status sql_words(Sql *q, const char *column, SqlTable table, const char *option, const char *list) {
    const char *item;
    int64_t id;
    size_t i = 0;
    if (!list) return ATTACHE_OK;
    buf_printf(&q->text, sql_is_denied(&list) ? " AND %s NOT IN (" : " AND %s IN (", column);
    for (size_t n; (n = sql_item(&list, &item)); i++) {
        if (i == SQL_WORDS_MAX) return sql_wrong(q, option, list - n, "is one too many: at most 20 are allowed");
        FORWARD_IF_ERROR(find_word(q, table, option, item, n, &id));
        if (i) sql_add(q, ",");
        sql_number(q, id);
    }
    sql_add(q, ")");
    return i ? ATTACHE_OK : sql_names_nothing(q, option);
}

/* ---- actors ---- */

/* Who has a key with ':' is a body. */
void sql_person(Sql *q, Slice person) {
    const char *at = memchr(person.p, '@', person.n);
    size_t code = (size_t)(at - person.p);
    sql_add(q, "SELECT id FROM entity WHERE name <> '' AND NOT instr(key, ':') AND name COLLATE NOCASE = ");
    sql_text(q, at + 1, person.n - code - 1);
    if (!code) return;
    sql_add(q, " AND code = ");
    sql_text(q, person.p, code);
}

static attache_status check_person(Sql *q, const char *option, Slice person) {
    sqlite3_stmt *s = NULL;
    char name[256];
    Sql part = sql_part(q);
    sql_person(&part, person);
    sql_add(&part, " LIMIT 1");
    FORWARD_IF_ERROR(sql_finish(&part, ATTACHE_OK, &s));
    bool there = sqlite3_step(s) == SQLITE_ROW;
    sqlite3_finalize(s);
    if (there) return ATTACHE_OK;
    snprintf(name, sizeof name, "%.*s", (int)person.n, person.p);
    return sql_wrong(q, option, name, "no record of this store names a person so");
}

/* A state code, alone or with a sector, is accepted whether or not the store has it; anything else must be a key in the store. */
static bool may_be_anybody(Slice code) {
    bool state = code.n == 3 || (code.n == 7 && code.p[3] == '.');
    for (size_t i = 0; state && i < code.n; i++) state &= i == 3 || (code.p[i] >= 'A' && code.p[i] <= 'Z');
    return state || slice_eq(code, SLICE("*"));
}

attache_status sql_check_actor(Sql *q, const char *option, Slice code) {
    sqlite3_stmt *s = NULL;
    char name[ACTOR_KEY];
    if (q->any_actor || may_be_anybody(code)) return ATTACHE_OK;
    if (sql_is_person(code)) return check_person(q, option, code);
    FORWARD_IF_ERROR(store_prepare(
        q->store,
        "SELECT EXISTS (SELECT 1 FROM dyad_event WHERE actor = ?1) OR EXISTS (SELECT 1 FROM dyad_event WHERE actor = '*' AND recipient = ?1)", &s));
    sqlite3_bind_text(s, 1, code.p, (int)code.n, SQLITE_STATIC);
    bool there = sqlite3_step(s) == SQLITE_ROW && sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    if (there) return ATTACHE_OK;
    snprintf(name, sizeof name, "%.*s", (int)code.n, code.p);
    return sql_wrong(q, option, name, "is not an actor in this store; states are ISO 3166 alpha-3 in capitals (KAZ), sectors are in lower case (reb)");
}

attache_status sql_context_bits(Sql *q, const char *list, uint64_t *bits, bool *denied) {
    const char *item;
    int64_t id;
    *denied = sql_is_denied(&list);
    for (size_t n; (n = sql_item(&list, &item));) {
        FORWARD_IF_ERROR(find_word(q, TABLE_CONTEXT, "--context", item, n, &id));
        *bits |= (uint64_t)1 << id;
    }
    return *bits ? ATTACHE_OK : sql_names_nothing(q, "--context");
}

/* ---- running ---- */

Sql sql_part(const Sql *q) {
    Sql part = *q;
    part.text = (Buf){0};
    part.first_documents = (TallySet){0}, part.more_documents = NULL;
    part.n = 0;
    return part;
}

static void bind_params(Sql *q, sqlite3_stmt *s) {
    for (int i = 0; i < q->n; i++) {
        if (q->params[i].rows)
            tally_bind(s, i + 1, q->params[i].rows);
        else if (q->params[i].text)
            sqlite3_bind_text(s, i + 1, q->params[i].text, (int)q->params[i].n, SQLITE_TRANSIENT);
        else
            sqlite3_bind_int64(s, i + 1, q->params[i].number);
    }
}

void sql_drop_documents(Sql *q) {
    free(q->first_documents.has);
    sqlite3_finalize(q->more_documents);
    q->first_documents = (TallySet){0}, q->more_documents = NULL;
}

attache_status sql_finish(Sql *q, attache_status status, sqlite3_stmt **out) {
    *out = NULL;
    sql_drop_documents(q);
    if (status == ATTACHE_OK) status = store_prepare(q->store, q->text.p, out);
    if (status == ATTACHE_OK) bind_params(q, *out);
    for (int i = 0; i < q->n && status != ATTACHE_OK; i++) tally_free(q->params[i].rows);
    buf_free(&q->text);
    return status;
}

attache_status sql_first_number(Sql *part, int64_t *out) {
    sqlite3_stmt *s = NULL;
    FORWARD_IF_ERROR(sql_finish(part, ATTACHE_OK, &s));
    *out = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    return ATTACHE_OK;
}

attache_status sql_set(Sql *part, attache_status status, TallySet *set) {
    sqlite3_stmt *s = NULL;
    FORWARD_IF_ERROR(sql_finish(part, status, &s));
    tally_set_add(set, -1);
    while (sqlite3_step(s) == SQLITE_ROW) tally_set_add(set, sqlite3_column_int64(s, 0));
    sqlite3_finalize(s);
    return ATTACHE_OK;
}
