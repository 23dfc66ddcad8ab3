/* ask.c - turns a query into SQL over tables kept for this purpose, and returns the rows.
 *
 * Lists and counts read one or two ranges of dyad_event or dyad_happening, which contain everything that queries filter by; rankings of dyads read dyad_sum. User
 * input becomes parameters, never SQL. */
#include "store/ask.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "store/cells.h"
#include "store/dyads.h"
#include "store/pairs.h"
#include "store/sql.h"
#include "store/tally.h"

enum { LIMIT = 20, MATCHES_MAX = 5000, FEW_DOCUMENTS = 20000, FEWER_DOCUMENTS = 1000, ACTORS_MAX = 16, MANY_ROWS = 15000, MANY_DEAR = 3000, MANY_FOUND = 4000, LIST_MAX = 1000, TRIED = 5000, TRIED_DEAR = 500, NAMES_SQL = 400 };

static attache_status add_contexts(Sql *q, const char *list) {
    uint64_t bits = 0;
    bool denied;
    if (!list) return ATTACHE_OK;
    FORWARD_IF_ERROR(sql_context_bits(q, list, &bits, &denied));
    sql_add(q, denied ? " AND NOT contexts & " : " AND contexts & ");
    sql_number(q, (int64_t)bits);
    return ATTACHE_OK;
}

/* ---- filters ---- */

static bool asks_happenings(const Sql *q) { return q->query->ask == ATTACHE_ASK_HAPPENINGS; }
/* The source of counts and means: columns are named after it, as in exports. */
static const char *counted_of(const Sql *q) { return asks_happenings(q) ? "happenings" : "events"; }

/* The few documents with rare words lead to their rows. Common words are looked for from the newest row on, so that a list costs little; for counts, in the digests if there is no pair. */
static void add_text_filter(Sql *q) {
    if (!q->query->text) return;
    bool happenings = asks_happenings(q);
    if (q->common_words)
        sql_add(q, happenings ? " AND EXISTS (SELECT 1 FROM report WHERE report.happening = dyad_happening.happening AND +report.document IN (" : " AND (SELECT document FROM event e WHERE e.id = dyad_event.event) IN (");
    else
        sql_add(q, happenings ? " AND id IN (SELECT happening FROM report WHERE document IN (" : " AND id IN (SELECT id FROM event WHERE document IN (");
    sql_add(q, "SELECT rowid FROM document_text WHERE document_text MATCH ");
    sql_text(q, q->query->text, strlen(q->query->text));
    sql_add(q, q->common_words && !happenings ? ")" : "))");
}

/* " LIKE ...": the name, or part of it; LIKE ignores the case of letters. */
static void add_like_name(Sql *q) {
    sql_add(q, " LIKE '%' || replace(replace(replace(");
    sql_text(q, q->query->person, strlen(q->query->person));
    sql_add(q, ", '!', '!!'), '%', '!%'), '_', '!_') || '%' ESCAPE '!'");
}

/* "SELECT happening FROM ...": what somebody of the name takes part in. */
static void add_named_rows(Sql *q) {
    sql_add(q, asks_happenings(q) ? "SELECT happening FROM entity CROSS JOIN happening_party" : "SELECT event FROM entity CROSS JOIN party");
    sql_add(q, " ON entity = entity.id AND named = 1 WHERE entity.name <> '' AND entity.name");
    add_like_name(q);
}

static void add_person_filter(Sql *q) {
    if (!q->query->person) return;
    sql_add(q, " AND id IN (");
    add_named_rows(q);
    sql_add(q, ")");
}

/* ---- publishers ---- */

static bool find_publisher(sqlite3_stmt *s, Slice name, int64_t *id) {
    sqlite3_reset(s);
    sqlite3_bind_text(s, 1, name.p, (int)name.n, SQLITE_STATIC);
    bool found = sqlite3_step(s) == SQLITE_ROW;
    if (found) *id = sqlite3_column_int64(s, 0);
    return found;
}

/* Names separated by ';', so that one may contain a comma; each must be a publisher's. All of it may be the name of one. */
static attache_status add_listed_names(Sql *q, sqlite3_stmt *s, const char *list) {
    size_t i = 0;
    int64_t id;
    if (find_publisher(s, slice_of(list), &id)) return buf_printf(&q->text, "%lld", (long long)id), ATTACHE_OK;
    for (const char *p = list + strspn(list, " "); *p; i++) {
        size_t n = strcspn(p, ";"), bare = n;
        while (bare && p[bare - 1] == ' ') bare--;
        char name[256];
        snprintf(name, sizeof name, "%.*s", (int)bare, p);
        if (i == SQL_WORDS_MAX) return sql_wrong(q, "--source", name, "is one too many: at most 20 are allowed");
        if (!find_publisher(s, (Slice){p, bare}, &id)) return sql_wrong(q, "--source", name, "is not a publisher in this store; --by source lists them");
        buf_printf(&q->text, "%s%lld", i ? "," : "", (long long)id);
        p += n + (p[n] == ';');
        p += strspn(p, " ");
    }
    return i ? ATTACHE_OK : sql_names_nothing(q, "--source");
}

static attache_status add_names(Sql *q, const char *list) {
    sqlite3_stmt *s = NULL;
    FORWARD_IF_ERROR(store_prepare(q->store, "SELECT id FROM source WHERE name = ?1 COLLATE NOCASE ORDER BY name = ?1 DESC, id", &s));
    attache_status status = add_listed_names(q, s, list);
    sqlite3_finalize(s);
    return status;
}

/* The publisher of a record; for a happening, any of its publishers. */
static attache_status add_publishers(Sql *q) {
    const char *list = q->query->source;
    if (!list) return ATTACHE_OK;
    if (q->few_documents) return ATTACHE_OK; /* then the rows are found by them */
    bool denied = sql_is_denied(&list);
    if (asks_happenings(q))
        buf_printf(&q->text, " AND %s EXISTS (SELECT 1 FROM report r JOIN document d ON d.id = r.document WHERE r.happening = dyad_happening.happening AND d.source IN (", denied ? "NOT" : "");
    else
        buf_printf(&q->text, " AND (SELECT d.source FROM event e JOIN document d ON d.id = e.document WHERE e.id = dyad_event.event) %s IN (", denied ? "NOT" : "");
    FORWARD_IF_ERROR(add_names(q, list));
    sql_add(q, asks_happenings(q) ? "))" : ")");
    return ATTACHE_OK;
}

static attache_status add_few_documents(Sql *q) {
    sql_add(q, asks_happenings(q) ? " AND id IN (SELECT happening FROM report WHERE document IN (SELECT id FROM document WHERE source IN (" : " AND id IN (SELECT id FROM event WHERE document IN (SELECT id FROM document WHERE source IN (");
    FORWARD_IF_ERROR(add_names(q, q->query->source));
    sql_add(q, ")))");
    return ATTACHE_OK;
}

static void add_sources_filter(Sql *q) {
    if (q->query->min_sources < 2) return;
    sql_add(q,
        asks_happenings(q)
            ? " AND sources >= "
            : " AND (SELECT h.sources FROM event e JOIN report r ON r.id = e.report JOIN happening h ON h.id = r.happening WHERE e.id = event) >= ");
    sql_number(q, q->query->min_sources);
}

/* Quad classes: 3,4. */
static attache_status add_quads(Sql *q, const char *list) {
    const char *item;
    size_t i = 0;
    if (!list) return ATTACHE_OK;
    sql_add(q, sql_is_denied(&list) ? " AND category NOT IN (SELECT id FROM category WHERE quad IN (" : " AND category IN (SELECT id FROM category WHERE quad IN (");
    for (size_t n; (n = sql_item(&list, &item)); i++) {
        if (n != 1 || *item < '1' || *item > '4' || i == 4) return sql_wrong(q, "--quad", item, "must be of 1 (verbal cooperation), 2 (material), 3 (verbal conflict) and 4 (material): 3,4");
        buf_printf(&q->text, "%s%c", i ? "," : "", *item);
    }
    sql_add(q, "))");
    return i ? ATTACHE_OK : sql_names_nothing(q, "--quad");
}

/* " AND (cameo BETWEEN ... OR ...)": a code is a range of numbers (store/dyads.h). */
static attache_status add_cameo(Sql *q, const char *list) {
    static const int32_t below[] = {0, 0, 99, 9, 0};
    const char *item;
    size_t i = 0;
    if (!list) return ATTACHE_OK;
    sql_add(q, sql_is_denied(&list) ? " AND NOT (" : " AND (");
    for (size_t n; (n = sql_item(&list, &item)); i++) {
        char code[5] = "";
        if (i == SQL_WORDS_MAX) return sql_wrong(q, "--cameo", item, "is one too many: at most 20 are allowed");
        if (n < 2 || n > 4 || strspn(item, "0123456789") < n) return sql_wrong(q, "--cameo", item, "must be CAMEO codes of two to four digits: 19,1712");
        if (atoi((char[]){item[0], item[1], 0}) < 1 || atoi((char[]){item[0], item[1], 0}) > 20) return sql_wrong(q, "--cameo", item, "begins with no category of CAMEO: they are 01 to 20");
        memcpy(code, item, n);
        buf_printf(&q->text, "%scameo BETWEEN %d AND %d", i ? " OR " : "", (int)dyads_cameo(code), (int)(dyads_cameo(code) + below[n]));
    }
    sql_add(q, ")");
    return i ? ATTACHE_OK : sql_names_nothing(q, "--cameo");
}

static attache_status add_confidence(Sql *q) {
    double least = q->query->min_confidence;
    if (least <= 0) return ATTACHE_OK;
    sql_add(q, " AND confidence >= ");
    sql_number(q, (int64_t)(100 * least + 0.5));
    return ATTACHE_OK;
}

/* Counts and means say on what records they stand. */
static void add_threshold(Sql *q) { buf_printf(&q->text, ", %.2f AS min_confidence", q->query->min_confidence); }

/* Rows are found by people, by rare words, or by the documents of a publisher. */
static bool is_of_few(const Sql *q) {
    return q->query->person || (q->query->text && !q->common_words) || q->few_documents || sql_is_person(q->sides[0]) || sql_is_person(q->sides[1]);
}

static bool is_narrowed(const Sql *q) {
    const attache_query *a = q->query;
    return q->where->country || q->where->place || q->where->boxed || a->min_dead || a->min_injured || a->min_arrested || is_of_few(q);
}

static attache_status split_pair(Sql *q, Slice pair, Slice *a, Slice *b) {
    size_t n = 0;
    while (n < pair.n && pair.p[n] != ',' && pair.p[n] != '>') n++;
    *a = (Slice){pair.p, n}, *b = n < pair.n ? (Slice){pair.p + n + 1, pair.n - n - 1} : (Slice){"", 0};
    if (n && b->n && !memchr(b->p, ',', b->n) && !memchr(b->p, '>', b->n)) return ATTACHE_OK;
    return sql_wrong(q, "--dyad", q->query->dyad, "must be two actors, KAZ,IND, or KAZ>IND for one direction; several by ';': 'KAZ,IND;KAZ,CHN'");
}

/* Not under the pair, in the rows of one table. */
static void add_denied_pair(Sql *q, Slice actor, Slice recipient) {
    const char *of = asks_happenings(q) ? "happening" : "event";
    buf_printf(&q->text, " AND NOT EXISTS (SELECT 1 FROM dyad_%s x WHERE x.day = dyad_%s.day AND x.%s = dyad_%s.%s AND x.actor = ", of, of, of, of, of);
    sql_text(q, actor.p, actor.n);
    sql_add(q, " AND x.recipient = ");
    sql_text(q, recipient.p, recipient.n);
    sql_add(q, ")");
}

/* Without the person, on whatever side. */
static attache_status add_denied_person(Sql *q, Slice person) {
    if (q->query->dyad) return sql_wrong(q, "--dyad", q->query->dyad, "leaves out pairs of states, sectors and bodies; leave out people with --actor 'not NAME'");
    sql_add(q, asks_happenings(q) ? " AND happening NOT IN (SELECT happening FROM happening_party WHERE named = 1 AND entity IN (" : " AND event NOT IN (SELECT event FROM party WHERE named = 1 AND entity IN (");
    sql_person(q, person);
    sql_add(q, "))");
    return ATTACHE_OK;
}

/* "not RUS,USA": without any of these in either role. "not RUS,UKR;RUS>GEO": without what lies between these. */
static attache_status add_denied_actors(Sql *q) {
    const char *list = q->query->dyad ? q->query->dyad : q->query->actor;
    bool pairs = q->query->dyad != NULL;
    size_t i = 0;
    if (!list || !sql_is_denied(&list)) return ATTACHE_OK;
    for (const char *p = list; *p; i++) {
        size_t n = strcspn(p, pairs ? ";" : ",");
        Slice a = {p, n}, b = SLICE("*");
        if (i == ACTORS_MAX) return sql_wrong(q, pairs ? "--dyad" : "--actor", p, "is one too many: at most 16 are allowed");
        if (pairs) FORWARD_IF_ERROR(split_pair(q, (Slice){p, n}, &a, &b));
        FORWARD_IF_ERROR(sql_check_actor(q, pairs ? "--dyad" : "--actor", a));
        FORWARD_IF_ERROR(sql_check_actor(q, pairs ? "--dyad" : "--actor", b));
        if (sql_is_person(a) || sql_is_person(b)) {
            FORWARD_IF_ERROR(add_denied_person(q, a));
        } else {
            add_denied_pair(q, a, b);
            if (!pairs || a.p[a.n] == ',') add_denied_pair(q, b, a);
        }
        p += n + (p[n] != 0);
    }
    return i ? ATTACHE_OK : sql_names_nothing(q, pairs ? "--dyad" : "--actor");
}

static void add_page(Sql *q, bool its) {
    const char *day = its ? "its_day" : "day", *of = its ? "its_id" : asks_happenings(q) ? "happening" : "event";
    if (q->up_to_newest) buf_printf(&q->text, " AND %s <= coalesce((SELECT nullif(max(day), 0) FROM document), 99999999)", day);
    if (!q->before) return;
    buf_printf(&q->text, " AND (%s, %s) < (", day, of);
    sql_number(q, q->before[0]);
    sql_add(q, ", ");
    sql_number(q, q->before[1]);
    sql_add(q, ")");
}

static attache_status add_span(Sql *q) {
    int32_t from, to;
    bool its = q->first && is_narrowed(q);
    FORWARD_IF_ERROR(sql_span(q, &from, &to));
    sql_add(q, its ? " AND its_day BETWEEN " : " AND day BETWEEN ");
    sql_number(q, from);
    sql_add(q, " AND ");
    sql_number(q, to);
    add_page(q, its);
    return ATTACHE_OK;
}

static attache_status add_filters(Sql *q) {
    FORWARD_IF_ERROR(add_span(q));
    if (!q->query->all) sql_add(q, " AND aux = 0");
    FORWARD_IF_ERROR(sql_words(q, "category", TABLE_CATEGORY, "--event", q->query->event));
    FORWARD_IF_ERROR(sql_words(q, "mode", TABLE_MODE, "--mode", q->query->mode));
    FORWARD_IF_ERROR(add_contexts(q, q->query->context));
    FORWARD_IF_ERROR(add_quads(q, q->query->quad));
    FORWARD_IF_ERROR(add_cameo(q, q->query->cameo));
    FORWARD_IF_ERROR(add_confidence(q));
    FORWARD_IF_ERROR(add_publishers(q));
    FORWARD_IF_ERROR(add_denied_actors(q));
    add_sources_filter(q);
    if (q->common_words) add_text_filter(q);
    return ATTACHE_OK;
}

/* ---- where, and how many ----
 *
 * Few rows match a place or number, so the rows of a pair are looked up for each. */

/* Degrees and kilometres were parsed as numbers, and are written as such. What is told only of a state lies nowhere in it, and not in its capital. */
static void add_box(Sql *q, const Where *w) {
    buf_printf(&q->text, " AND resolution > 1 AND lat BETWEEN %.6f AND %.6f AND (lon >= %.6f %s lon <= %.6f)", w->south, w->north, w->west, w->west > w->east ? "OR" : "AND", w->east);
    if (w->round) buf_printf(&q->text, " AND km(lat, lon, %.6f, %.6f) <= %.6f", w->lat, w->lon, w->km);
}

/* A state; a province with its towns; a name, in whatever state. */
static void add_place(Sql *q, const Where *w) {
    const char *name = asks_happenings(q) ? "place" : "resolved_place";
    if (w->country) {
        sql_add(q, " AND country <> '' AND country = ");
        sql_text(q, w->country, strlen(w->country));
    }
    if (!w->place) return;
    if (w->towns) {
        buf_printf(&q->text, " AND (%s COLLATE NOCASE = ", name);
        sql_text(q, w->place, strlen(w->place));
        sql_add(q, " OR geonameid IN (SELECT value FROM json_each(");
        sql_text(q, w->towns, strlen(w->towns));
        sql_add(q, ")))");
    } else {
        buf_printf(&q->text, " AND %s <> '' AND %s COLLATE NOCASE = ", name, name);
        sql_text(q, w->place, strlen(w->place));
    }
}

static void add_least(Sql *q, const char *number, int least) {
    if (!least) return;
    buf_printf(&q->text, " AND %s <> '' AND CAST(%s AS INTEGER) >= %d", number, number, least);
}

/* ---- people ----
 *
 * Pairs with people have no rows of their own: they are those of everybody, narrowed to where the people take part. */

/* Whether the parties of p's row act on each other, as dyads_are_mutual has it. */
static void add_mutual(Sql *q, const char *table, const char *of) {
    buf_printf(&q->text, "(SELECT iif(sum(m.side = 1), 0, sum(m.side = 0) > 1) FROM %s m JOIN entity e ON e.id = m.entity WHERE m.%s = p.%s AND e.code || e.sector <> '')", table, of, of);
}

/* Somebody else, `o`, is the other: a person, a state, a sector or a body. */
static void add_other(Sql *q, Slice other) {
    if (sql_is_person(other)) {
        sql_add(q, "o.entity IN (");
        sql_person(q, other);
        sql_add(q, ")");
        return;
    }
    sql_add(q, memchr(other.p, '.', other.n) ? "e.code || '.' || e.sector = " : memchr(other.p, ':', other.n) ? "e.key = " : "substr(e.key, 1, 3) = ");
    sql_text(q, other.p, other.n);
}

/* " AND id IN (...)": the person is on that side of the range, and the other on the other. Who is only named as taking part acts. */
static void add_person_side(Sql *q, int side) {
    const char *table = asks_happenings(q) ? "happening_party" : "party", *of = asks_happenings(q) ? "happening" : "event";
    Slice person = q->sides[side], other = q->sides[!side];
    buf_printf(&q->text, " AND id IN (SELECT p.%s FROM %s p WHERE p.named = 1 AND p.entity IN (", of, table);
    sql_person(q, person);
    sql_add(q, side ? ") AND (p.side = 1 OR p.side = 0 AND " : ") AND (p.side <> 1");
    if (side) add_mutual(q, table, of);
    sql_add(q, ")");
    if (!slice_is(other, "*")) {
        buf_printf(&q->text, " AND EXISTS (SELECT 1 FROM %s o JOIN entity e ON e.id = o.entity WHERE o.%s = p.%s AND %s", table, of, of, side ? "o.side = 0" : "(o.side = 1 OR o.side = 0 AND ");
        if (!side) add_mutual(q, table, of), sql_add(q, ")");
        sql_add(q, " AND o.entity NOT IN (");
        sql_person(q, person);
        sql_add(q, ") AND ");
        add_other(q, other);
        sql_add(q, ")");
    }
    sql_add(q, ")");
}

static void add_people(Sql *q) {
    if (sql_is_person(q->sides[0])) add_person_side(q, 0);
    else if (sql_is_person(q->sides[1])) add_person_side(q, 1);
}

/* "(SELECT id AS its_id, day AS its_day ...) CROSS JOIN " */
static attache_status add_narrowing(Sql *q) {
    const attache_query *a = q->query;
    sql_add(q, q->where->boxed || is_of_few(q) ? "(SELECT id AS its_id, +day AS its_day FROM " : "(SELECT id AS its_id, day AS its_day FROM "); /* these are looked for by their degrees or documents, not from the newest day on */
    sql_add(q, asks_happenings(q) ? "happening WHERE true" : "event WHERE true");
    if (q->where->boxed) add_box(q, q->where);
    add_place(q, q->where);
    add_least(q, "dead", a->min_dead);
    add_least(q, "injured", a->min_injured);
    add_least(q, "arrested", a->min_arrested);
    add_person_filter(q);
    add_people(q);
    if (!q->common_words) add_text_filter(q);
    if (q->few_documents) FORWARD_IF_ERROR(add_few_documents(q));
    sql_add(q, ") CROSS JOIN ");
    return ATTACHE_OK;
}

/* ---- ranges ---- */

/* One stretch of the table: an ordered pair, and all filters. A list of what is narrowed comes in the order in which the few are found, the newest first where an index has it so,
 * and is called by their columns for that; `columns` are those besides number and day. */
static attache_status add_range(Sql *q, const char *columns, Slice actor, Slice recipient, bool mirrored) {
    q->sides[0] = actor, q->sides[1] = recipient;
    if (sql_is_person(actor) || sql_is_person(recipient)) actor = recipient = SLICE("*");
    bool narrowed = is_narrowed(q);
    const char *of = asks_happenings(q) ? "happening" : "event";
    if (q->first) sql_add(q, "SELECT * FROM (");
    buf_printf(&q->text, narrowed && q->first ? "SELECT its_id AS %s, its_day AS day%s FROM " : "SELECT %s, day%s FROM ", of, columns);
    if (narrowed) FORWARD_IF_ERROR(add_narrowing(q));
    if (q->tried) buf_printf(&q->text, "(SELECT * FROM ");
    buf_printf(&q->text, "dyad_%s WHERE actor = ", of);
    sql_text(q, actor.p, actor.n);
    sql_add(q, " AND recipient = ");
    sql_text(q, recipient.p, recipient.n);
    if (q->tried) {
        FORWARD_IF_ERROR(add_span(q));
        buf_printf(&q->text, " ORDER BY day DESC, %s DESC LIMIT %d) dyad_%s WHERE true", of, q->tried, of);
    }
    if (narrowed) sql_add(q, asks_happenings(q) ? " AND day = its_day AND happening = its_id" : " AND day = its_day AND event = its_id");
    if (mirrored) sql_add(q, " AND NOT reciprocal");
    FORWARD_IF_ERROR(add_filters(q));
    if (q->first) buf_printf(&q->text, " ORDER BY 2 DESC, 1 DESC LIMIT %lld)", (long long)q->first);
    return ATTACHE_OK;
}

/* Both directions, each row once. */
static attache_status add_both(Sql *q, const char *columns, Slice a, Slice b) {
    FORWARD_IF_ERROR(add_range(q, columns, a, b, false));
    if (slice_eq(a, b)) return ATTACHE_OK;
    bool people = sql_is_person(a) || sql_is_person(b); /* their rows do not say whether the other range has them too */
    sql_add(q, people ? " UNION " : " UNION ALL ");
    return add_range(q, columns, b, a, !people);
}

static attache_status add_pair(Sql *q, const char *columns, Slice pair) {
    Slice a, b;
    FORWARD_IF_ERROR(split_pair(q, pair, &a, &b));
    FORWARD_IF_ERROR(sql_check_actor(q, "--dyad", a));
    FORWARD_IF_ERROR(sql_check_actor(q, "--dyad", b));
    return a.p[a.n] == '>' ? add_range(q, columns, a, b, false) : add_both(q, columns, a, b);
}

static attache_status add_actor(Sql *q, const char *columns, Slice actor) {
    FORWARD_IF_ERROR(sql_check_actor(q, "--actor", actor));
    return add_both(q, columns, actor, SLICE("*"));
}

/* Each actor in a list; a row that several of them have comes once. */
static attache_status add_each(Sql *q, const char *columns, const char *list, char between, attache_status (*add_one)(Sql *, const char *, Slice)) {
    size_t i = 0;
    for (const char *p = list;; i++) {
        const char *end = strchr(p, between);
        Slice item = {p, end ? (size_t)(end - p) : strlen(p)};
        if (i == ACTORS_MAX) return sql_wrong(q, between == ';' ? "--dyad" : "--actor", p, "is one too many: at most 16 are allowed");
        if (i) sql_add(q, " UNION ");
        if (end || i) sql_add(q, "SELECT * FROM (");
        FORWARD_IF_ERROR(add_one(q, columns, item));
        if (end || i) sql_add(q, ")");
        if (!end) return ATTACHE_OK;
        p = end + 1;
    }
}

/* Where the rows come from, in brackets: number, day, and further columns. */
static attache_status add_rows(Sql *q, const char *columns) {
    const char *dyad = q->query->dyad, *list = dyad ? dyad : q->query->actor;
    Slice any = SLICE("*");
    attache_status status;
    bool denied = list && sql_is_denied(&list); /* then add_filters leaves them out */
    if (dyad && q->query->actor) return sql_wrong(q, "--actor", q->query->actor, "cannot be used with --dyad, which names both actors");
    sql_add(q, "(");
    if (dyad && !denied)
        status = add_each(q, columns, dyad, ';', add_pair);
    else if (q->query->actor && !denied)
        status = add_each(q, columns, q->query->actor, ',', add_actor);
    else
        status = add_range(q, columns, any, any, false);
    sql_add(q, ")");
    return status;
}

/* ---- counting all ----
 *
 * Where most rows of the store, or of a busy actor, have to be counted, they are read from the digests of events and happenings (tally.h). */

static attache_status read_categories(const Sql *q, TallySet *set) {
    const attache_query *a = q->query;
    Sql part = sql_part(q);
    if (!a->event && !a->quad) return ATTACHE_OK;
    sql_add(&part, "SELECT category FROM (SELECT id AS category FROM category) WHERE true");
    attache_status status = sql_words(&part, "category", TABLE_CATEGORY, "--event", a->event);
    if (status == ATTACHE_OK) status = add_quads(&part, a->quad);
    return sql_set(&part, status, set);
}

static attache_status read_modes(const Sql *q, TallySet *set) {
    Sql part = sql_part(q);
    if (!q->query->mode) return ATTACHE_OK;
    sql_add(&part, "SELECT mode FROM (SELECT id AS mode FROM mode UNION ALL SELECT 0) WHERE true");
    return sql_set(&part, sql_words(&part, "mode", TABLE_MODE, "--mode", q->query->mode), set);
}

static attache_status read_cameo(const Sql *q, TallySet *set) {
    Sql part = sql_part(q);
    if (!q->query->cameo) return ATTACHE_OK;
    sql_add(&part, "WITH RECURSIVE codes (cameo) AS (SELECT 0 UNION ALL SELECT cameo + 1 FROM codes WHERE cameo < 9999) SELECT cameo FROM codes WHERE true");
    return sql_set(&part, add_cameo(&part, q->query->cameo), set);
}

static attache_status read_publishers(const Sql *q, TallyFilter *f) {
    const char *list = q->query->source;
    Sql part = sql_part(q);
    if (!list) return ATTACHE_OK;
    f->publishers_denied = sql_is_denied(&list);
    sql_add(&part, "SELECT id FROM source WHERE id IN (");
    attache_status status = add_names(&part, list);
    sql_add(&part, ")");
    return sql_set(&part, status, &f->publishers);
}

/* The documents with the words: those that check_text has found, and the others. */
static void read_words(Sql *q, TallySet *set) {
    if (!q->query->text) return;
    *set = q->first_documents;
    q->first_documents = (TallySet){0};
    tally_set_add(set, -1);
    while (sqlite3_step(q->more_documents) == SQLITE_ROW) tally_set_add(set, sqlite3_column_int64(q->more_documents, 0));
}

/* The terms that have the name in them; those of places and keys are nobody's name. */
static attache_status read_names(const Sql *q, TallySet *set) {
    Sql part = sql_part(q);
    if (!q->query->person) return ATTACHE_OK;
    sql_add(&part, "SELECT id FROM term WHERE text");
    add_like_name(&part);
    return sql_set(&part, ATTACHE_OK, set);
}

/* A term that the store does not have gets a number that none has. */
static attache_status read_term(const Sql *q, const char *text, size_t n, uint32_t *out) {
    FORWARD_IF_ERROR(tally_term(q->store, text, n, out));
    if (!*out) *out = UINT32_MAX;
    return ATTACHE_OK;
}

/* The next of the actors that are asked for, by --actor or as pairs with anybody, "KAZ,*;IND,*"; false after the last. `*bad` is set where a pair has two actors or one direction. */
static bool next_label(const attache_query *a, const char **p, Slice *out, bool *bad) {
    *p += strspn(*p, a->dyad ? ";" : ",");
    *out = (Slice){*p, strcspn(*p, a->dyad ? ";,>" : ",")};
    *p += out->n;
    if (!out->n) return *bad |= **p != 0, false;
    *bad |= slice_is(*out, "*") || (a->dyad && (strncmp(*p, ",*", 2) != 0 || ((*p)[2] && (*p)[2] != ';')));
    if (a->dyad && !*bad) *p += 2;
    return !*bad;
}

static const char *labels_of(const attache_query *a) { return a->dyad ? a->dyad : a->actor; }

static bool denies_pairs(const attache_query *a) {
    const char *list = a->dyad;
    return list && sql_is_denied(&list);
}

/* Whether a pair of two actors, or one direction of it, is asked for. */
static bool asks_pairs(const attache_query *a) {
    const char *p = a->dyad;
    Slice label;
    bool bad = false;
    if (!p || denies_pairs(a)) return false;
    while (next_label(a, &p, &label, &bad)) continue;
    return bad;
}

static attache_status read_labels(const Sql *q, TallyFilter *f) {
    const char *p = labels_of(q->query);
    Slice label;
    bool bad = false;
    uint32_t term;
    if (!p || denies_pairs(q->query) || asks_pairs(q->query)) return ATTACHE_OK;
    f->labels_denied = sql_is_denied(&p);
    while (next_label(q->query, &p, &label, &bad)) {
        if (sql_is_person(label)) continue;
        FORWARD_IF_ERROR(read_term(q, label.p, label.n, &term));
        tally_set_add(&f->labels, term);
    }
    return ATTACHE_OK;
}

/* What lies between two, in the rows of the ordered pair. */
static attache_status read_pair(const Sql *q, Slice a, Slice b, TallySet *set) {
    Sql part = sql_part(q);
    sql_add(&part, asks_happenings(q) ? "SELECT happening FROM dyad_happening WHERE actor = " : "SELECT event FROM dyad_event WHERE actor = ");
    sql_text(&part, a.p, a.n);
    sql_add(&part, " AND recipient = ");
    sql_text(&part, b.p, b.n);
    return sql_set(&part, ATTACHE_OK, set);
}

/* What lies in the pairs that the query asks for or leaves out. */
static attache_status read_pairs(const Sql *q, TallyFilter *f) {
    const char *list = q->query->dyad;
    Sql names = sql_part(q);
    if (!list || !(denies_pairs(q->query) || asks_pairs(q->query))) return ATTACHE_OK;
    TallySet *set = sql_is_denied(&list) ? &f->without : &f->numbers;
    for (const char *p = list; *p;) {
        Slice a, b;
        size_t n = strcspn(p, ";");
        FORWARD_IF_ERROR(split_pair(&names, (Slice){p, n}, &a, &b));
        FORWARD_IF_ERROR(read_pair(q, a, b, set));
        if (a.p[a.n] == ',') FORWARD_IF_ERROR(read_pair(q, b, a, set));
        p += n + (p[n] != 0);
    }
    return ATTACHE_OK;
}

/* What people take part in whom the query leaves out. */
static attache_status read_people(const Sql *q, TallySet *without) {
    const char *p = q->query->actor;
    Slice label;
    bool bad = false;
    if (!p || !sql_is_denied(&p)) return ATTACHE_OK;
    while (next_label(q->query, &p, &label, &bad)) {
        Sql part = sql_part(q);
        if (!sql_is_person(label)) continue;
        sql_add(&part, asks_happenings(q) ? "SELECT happening FROM happening_party WHERE named = 1 AND entity IN (" : "SELECT event FROM party WHERE named = 1 AND entity IN (");
        sql_person(&part, label);
        sql_add(&part, ")");
        FORWARD_IF_ERROR(sql_set(&part, ATTACHE_OK, without));
    }
    return ATTACHE_OK;
}

static attache_status read_latest(const Sql *q, int32_t *to);

/* The query's filters; the query is valid (check_rows). */
static attache_status read_filter(Sql *q, TallyFilter *f) {
    const attache_query *a = q->query;
    *f = (TallyFilter){.happenings = asks_happenings(q), .all = a->all, .sources = (uint32_t)(a->min_sources > 0 ? a->min_sources : 0), .least = {a->min_dead, a->min_injured, a->min_arrested},
                       .within = q->where->boxed ? q->where : NULL, .before = q->before};
    FORWARD_IF_ERROR(sql_span(q, &f->from, &f->to));
    FORWARD_IF_ERROR(read_latest(q, &f->to));
    read_words(q, &f->documents);
    FORWARD_IF_ERROR(read_names(q, &f->names));
    FORWARD_IF_ERROR(read_categories(q, &f->categories));
    FORWARD_IF_ERROR(read_modes(q, &f->modes));
    FORWARD_IF_ERROR(read_cameo(q, &f->cameo));
    FORWARD_IF_ERROR(read_publishers(q, f));
    FORWARD_IF_ERROR(read_labels(q, f));
    FORWARD_IF_ERROR(read_pairs(q, f));
    FORWARD_IF_ERROR(read_people(q, &f->without));
    if (a->context) FORWARD_IF_ERROR(sql_context_bits(q, a->context, &f->contexts, &f->contexts_denied));
    if (a->min_confidence > 0) f->confidence = (uint32_t)(100 * a->min_confidence + 0.5);
    return q->where->country ? read_term(q, q->where->country, strlen(q->where->country), &f->country) : ATTACHE_OK;
}

/* Reports what is wrong with the query, as the statement over all rows would. */
static attache_status check_rows(const Sql *q) {
    Sql part = sql_part(q);
    attache_status status = add_rows(&part, "");
    buf_free(&part.text);
    return status;
}

/* How many rows of events two have, in either direction. */
static attache_status count_rows(const Sql *q, Slice a, Slice b, int64_t *rows) {
    sqlite3_stmt *s = NULL;
    FORWARD_IF_ERROR(store_prepare(q->store, "SELECT (SELECT coalesce(sum(events), 0) FROM dyad_sum WHERE period = 0 AND actor = ?1 AND recipient = ?2) + (SELECT coalesce(sum(events), 0) "
                                             "FROM dyad_sum WHERE period = 0 AND actor = ?2 AND recipient = ?1)", &s));
    sqlite3_bind_text(s, 1, a.p, (int)a.n, SQLITE_STATIC);
    sqlite3_bind_text(s, 2, b.p, (int)b.n, SQLITE_STATIC);
    if (sqlite3_step(s) == SQLITE_ROW) *rows += sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return ATTACHE_OK;
}

static attache_status count_rows_of_pairs(const Sql *q, int64_t *rows) {
    Sql names = sql_part(q);
    for (const char *p = q->query->dyad; *p;) {
        Slice a, b;
        size_t n = strcspn(p, ";");
        FORWARD_IF_ERROR(split_pair(&names, (Slice){p, n}, &a, &b));
        FORWARD_IF_ERROR(count_rows(q, a, b, rows));
        p += n + (p[n] != 0);
    }
    return ATTACHE_OK;
}

static attache_status count_rows_of_actors(const Sql *q, int64_t *rows) {
    const char *p = labels_of(q->query);
    Slice label;
    bool bad = false;
    while (next_label(q->query, &p, &label, &bad)) FORWARD_IF_ERROR(count_rows(q, label, SLICE("*"), rows));
    return ATTACHE_OK;
}

/* Whether it takes other tables to count the rows of a pair. */
static bool is_dear(const Sql *q) {
    static const char *const looked_up[] = {"country", "place", "source", "actor", "recipient"};
    const attache_query *a = q->query;
    bool by = a->sum != NULL;
    for (size_t i = 0; a->by && i < COUNT_OF(looked_up); i++) by |= strstr(a->by, looked_up[i]) != NULL;
    return by || a->source || q->common_words || (!asks_happenings(q) && a->min_sources > 1);
}

/* Whether the actors or pairs asked for have so many rows that reading all digests costs less. */
static attache_status has_many_rows(const Sql *q, bool *out) {
    const char *p = labels_of(q->query);
    int64_t rows = 0;
    *out = true;
    if (!p || sql_is_denied(&p)) return ATTACHE_OK;
    FORWARD_IF_ERROR(asks_pairs(q->query) ? count_rows_of_pairs(q, &rows) : count_rows_of_actors(q, &rows));
    *out = rows > (is_dear(q) ? MANY_DEAR : MANY_ROWS);
    return ATTACHE_OK;
}

/* Whether so many rows lie in the box, or have somebody of the name, that reading all digests costs less. */
static attache_status has_many_found(const Sql *q, bool *out) {
    int64_t n = 0;
    Sql part = sql_part(q);
    *out = true;
    if (!q->where->boxed && !q->query->person) return ATTACHE_OK;
    sql_add(&part, "SELECT count(*) FROM (");
    if (q->query->person) {
        add_named_rows(&part);
    } else {
        Where box = *q->where;
        box.round = false;
        sql_add(&part, asks_happenings(q) ? "SELECT 1 FROM happening WHERE lat IS NOT NULL" : "SELECT 1 FROM event WHERE lat IS NOT NULL");
        add_box(&part, &box);
    }
    buf_printf(&part.text, " LIMIT %d)", MANY_FOUND + 1);
    FORWARD_IF_ERROR(sql_first_number(&part, &n));
    *out = n > MANY_FOUND;
    return ATTACHE_OK;
}

/* Whether some of the actors asked for are people; those to be left out are not asked for. */
static bool asks_people(const attache_query *a) {
    const char *list = labels_of(a);
    return list && strchr(list, '@') && !(list == a->actor && sql_is_denied(&list));
}

/* People, rare words, small publishers, small circles and towns are not looked for in the digests. */
static attache_status is_tallied(const Sql *q, bool *out) {
    const attache_query *a = q->query;
    *out = (!a->text || q->common_words) && !q->where->place && !(q->few_documents && q->documents <= FEWER_DOCUMENTS) && !(a->actor && strchr(a->actor, '*')) && !asks_people(a);
    FORWARD_IF_ERROR(check_rows(q));
    if (*out) FORWARD_IF_ERROR(has_many_rows(q, out));
    return *out ? has_many_found(q, out) : ATTACHE_OK;
}

/* Counts, and frees the filter. */
static attache_status tally_rows(Sql *q, const TallyBy by[2], int number, RowsTable **out) {
    TallyFilter f = {0};
    attache_status status = read_filter(q, &f);
    if (status == ATTACHE_OK) status = tally_count(q->store, &f, by, number, out);
    tally_filter_free(&f);
    return status;
}

/* ---- the newest ----
 *
 * The rows of a list are looked for from the newest on, which are soon found; but if few or none match, all of a store would be gone through. So a list whose newest TRIED rows
 * (TRIED_DEAR, if each has to be looked up elsewhere) have too few, and one of what is gathered first (in a box, by publishers), is made from the digests. */

static bool filters_rows(const Sql *q) {
    const attache_query *a = q->query;
    return a->event || a->mode || a->context || a->quad || a->cameo || a->source || a->min_confidence > 0 || a->min_sources > 1 || labels_of(a);
}

/* Each range gives at most `limit` rows, its newest; with `tried`, of as many. */
static attache_status add_first(Sql *q, int limit, int tried) {
    q->first = limit, q->tried = tried;
    attache_status status = add_rows(q, "");
    q->first = q->tried = 0;
    return status;
}

/* Whether the newest rows have fewer that match than are asked for. */
static attache_status has_few_newest(const Sql *q, int limit, bool *out) {
    int64_t n = 0;
    Sql part = sql_part(q);
    sql_add(&part, "SELECT count(*) FROM (SELECT 1 FROM ");
    attache_status status = add_first(&part, limit, is_dear(q) ? TRIED_DEAR : TRIED);
    buf_printf(&part.text, " LIMIT %d)", limit);
    if (status != ATTACHE_OK) return buf_free(&part.text), status;
    FORWARD_IF_ERROR(sql_first_number(&part, &n));
    *out = n < limit;
    return ATTACHE_OK;
}

/* Whether the rows of a list are looked for in the digests; those of a map are where it costs less. */
static attache_status is_picked(const Sql *q, int limit, bool *out) {
    bool gathered = q->where->boxed || q->query->person || q->few_documents, map = limit > LIST_MAX;
    *out = false;
    if (!gathered && !filters_rows(q) && !q->common_words) return ATTACHE_OK;
    FORWARD_IF_ERROR(is_tallied(q, out));
    if (!*out || gathered || map || is_narrowed(q) || q->common_words) return ATTACHE_OK;
    return has_few_newest(q, limit, out);
}

/* In brackets: number and day of the newest rows that match. */
static attache_status add_newest(Sql *q, int limit) {
    TallyFilter f = {0};
    RowsTable *rows = NULL;
    bool picked;
    if (!limit) limit = LIMIT;
    FORWARD_IF_ERROR(is_picked(q, limit, &picked));
    if (!picked) return add_first(q, limit, 0);
    attache_status status = read_filter(q, &f);
    if (status == ATTACHE_OK) status = tally_newest(q->store, &f, (size_t)limit, &rows);
    tally_filter_free(&f);
    FORWARD_IF_ERROR(status);
    buf_printf(&q->text, "(SELECT c0 AS %s, c1 AS day FROM ", asks_happenings(q) ? "happening" : "event");
    sql_tally(q, rows);
    sql_add(q, ")");
    return ATTACHE_OK;
}

/* ---- lists ---- */

#define SIDE(table, id, side)                                                                                                                        \
    "(SELECT group_concat(trim(ltrim(code || iif(sector = '', '', '.' || sector), '.') || ' ' || name), '; ') FROM (SELECT code, "     \
    "sector, name FROM " table " JOIN entity ON entity.id = entity WHERE " id " AND side = " side " ORDER BY place))"
#define EVENT_SIDE(side) SIDE("party", "event = e.id", side)
#define HAPPENING_SIDE(side) SIDE("happening_party", "happening = h.id", side)

/* The evidence: confidence, the sentence, and its position. */
#define STANDS_ON(title) "round(e.confidence, 2) AS confidence, " ASK_SENTENCE " AS text, " title " AS title, iif(d.url = '', d.path, d.url) AS url"

static attache_status list_events(Sql *q) {
    sql_add(q, "SELECT d.name || '#' || e.number AS id, iso(e.day) AS date, c.name AS event, e.modes AS mode, " EVENT_SIDE("0") " AS actor, " EVENT_SIDE(
               "1") " AS recipient, "
                    "iif(e.resolved_place = '', e.place, e.resolved_place) AS place, e.quad, e.score, h.sources, h.id AS happening, e.contexts AS "
                    "context, " STANDS_ON("d.title") " FROM (SELECT event FROM ");
    FORWARD_IF_ERROR(add_newest(q, q->query->limit));
    sql_add(q, " ORDER BY day DESC, event DESC LIMIT ");
    sql_number(q, q->query->limit ? q->query->limit : LIMIT);
    sql_add(q, ") x JOIN event e ON e.id = x.event JOIN document d ON d.id = e.document JOIN category c ON c.id = e.category JOIN report r ON r.id = "
           "e.report "
           "JOIN happening h ON h.id = r.happening ORDER BY e.day DESC, e.id DESC");
    return ATTACHE_OK;
}

/* The best headline that reports it; else that of the report that has the sentence. */
#define REPORT_TITLE "coalesce((SELECT t.title FROM event k JOIN document t ON t.id = k.document WHERE k.id = h.title AND k.part = 1), d.title)"

static attache_status list_happenings(Sql *q) {
    sql_add(q, "SELECT h.id, iso(h.day) AS date, c.name AS event, h.modes AS mode, " HAPPENING_SIDE("0") " AS actor, " HAPPENING_SIDE(
               "1") " AS recipient, h.place, h.quad, h.score, "
                    "h.reports, h.copies, h.sources, h.main, CAST(nullif(h.dead, '') AS INTEGER) AS dead, CAST(nullif(h.injured, '') AS INTEGER) AS injured, "
                    "h.contexts AS context, " STANDS_ON(REPORT_TITLE) " FROM (SELECT happening FROM ");
    FORWARD_IF_ERROR(add_newest(q, q->query->limit));
    sql_add(q, " ORDER BY day DESC, happening DESC LIMIT ");
    sql_number(q, q->query->limit ? q->query->limit : LIMIT);
    sql_add(q, ") x JOIN happening h ON h.id = x.happening JOIN category c ON c.id = h.category JOIN event e ON e.id = h.fullest JOIN document d ON d.id = e.document "
           "ORDER BY h.day DESC, h.id DESC");
    return ATTACHE_OK;
}

/* ---- counts by period ---- */

/* What rows are counted by. A period is a column; for others, `joins` has the tables to join, for events and for happenings. */
typedef enum By { BY_DAY, BY_WEEK, BY_MONTH, BY_YEAR, BY_EVENT, BY_QUAD, BY_MODE, BY_COUNTRY, BY_PLACE, BY_SOURCE, BY_ACTOR, BY_RECIPIENT, BY_NOTHING } By;

typedef struct Dimension {
    const char *name, *column, *value, *joins[2];
    TallyBy tally;
    const char *tallied, *tallied_value; /* in the rows of a tally: the column, and the value if it is not as above */
} Dimension;

/* clang-format off */
/* Tables that two dimensions join have names of their own. */
#define PARTY_OF(side, p, n) {" JOIN party " p " ON " p ".event = x.event AND " p ".side = " side " JOIN entity " n " ON " n ".id = " p ".entity", \
                              " JOIN happening_party " p " ON " p ".happening = x.happening AND " p ".side = " side " JOIN entity " n " ON " n ".id = " p ".entity"}
#define TERM(of) "(SELECT text FROM term WHERE id = x." of ")"
static const Dimension dimensions[] = {
    [BY_DAY] = {"day", "period", "iso(day)", {"", ""}, TALLY_DAY, "day", NULL},
    /* ISO 8601: the week that contains its Thursday */
    [BY_WEEK] = {"week", "period", "iif(day % 100, (SELECT strftime('%Y', t) || printf('-W%02d', (strftime('%j', t) + 6) / 7) FROM (SELECT date(iso(day), '-3 days', 'weekday 4') AS t)), iso(day))", {"", ""}, TALLY_WEEK, "day", NULL},
    [BY_MONTH] = {"month", "period", "iso(day / 100 * 100)", {"", ""}, TALLY_MONTH, "day", NULL},
    [BY_YEAR] = {"year", "period", "iso(day / 10000 * 10000)", {"", ""}, TALLY_YEAR, "day", NULL},
    [BY_EVENT] = {"event", "event", "(SELECT name FROM category WHERE id = x.category)", {"", ""}, TALLY_CATEGORY, "category", NULL},
    [BY_QUAD] = {"quad", "quad", "(SELECT quad FROM category WHERE id = x.category)", {"", ""}, TALLY_CATEGORY, "category", NULL},
    [BY_MODE] = {"mode", "mode", "coalesce((SELECT name FROM mode WHERE id = x.mode), '')", {"", ""}, TALLY_MODE, "mode", NULL},
    [BY_COUNTRY] = {"country", "country", "l.country", {" JOIN (SELECT id, country FROM event) l ON l.id = x.event", " JOIN (SELECT id, country FROM happening) l ON l.id = x.happening"}, TALLY_COUNTRY, "country", TERM("country")},
    [BY_PLACE] = {"place", "place", "t.place", {" JOIN (SELECT id, iif(resolved_place = '', place, resolved_place) AS place FROM event) t ON t.id = x.event",
                                                " JOIN (SELECT id, place FROM happening) t ON t.id = x.happening"}, TALLY_PLACE, "place", TERM("place")},
    [BY_SOURCE] = {"source", "source", "s.name", {" JOIN (SELECT id, document FROM event) w ON w.id = x.event JOIN (SELECT id, source FROM document) d ON d.id = w.document JOIN source s ON s.id = d.source",
                                                  " JOIN (SELECT DISTINCT happening AS id, d.source FROM report JOIN document d ON d.id = document) w ON w.id = x.happening JOIN source s ON s.id = w.source"}, TALLY_PUBLISHER, "source", "(SELECT name FROM source WHERE id = x.source)"},
    [BY_ACTOR] = {"actor", "actor", "n.key", PARTY_OF("0", "p", "n"), TALLY_ACTOR, "actor", TERM("actor")},
    [BY_RECIPIENT] = {"recipient", "recipient", "m.key", PARTY_OF("1", "o", "m"), TALLY_RECIPIENT, "recipient", TERM("recipient")},
    [BY_NOTHING] = {"", "", "NULL", {"", ""}, TALLY_NOTHING, "alone", NULL},
};
/* clang-format on */

static bool is_period(By by) { return by <= BY_YEAR; }

static By find_dimension(const char *word, size_t n) {
    By by = BY_DAY;
    while (by < BY_NOTHING && (strlen(dimensions[by].name) != n || memcmp(dimensions[by].name, word, n) != 0)) by++;
    return by;
}

/* Parses --by: one or two dimensions; the second is BY_NOTHING if there is one only. */
static attache_status read_by(Sql *q, By out[2]) {
    const char *by = q->query->by, *second = strchr(by, ',');
    out[0] = find_dimension(by, second ? (size_t)(second - by) : strlen(by));
    out[1] = second ? find_dimension(second + 1, strlen(second + 1)) : BY_NOTHING;
    if (out[0] == BY_NOTHING || (second && out[1] == BY_NOTHING))
        return sql_wrong(q, "--by", by, "must be day, week, month, year, event, quad, mode, country, place, source, actor or recipient, or two of them: month,event");
    bool twice = !strcmp(dimensions[out[0]].column, dimensions[out[1]].column);
    return twice ? sql_wrong(q, "--by", by, "cannot be crossed: must be two different properties, and at most one period") : ATTACHE_OK;
}

/* Categories are numbered in the order of their quad classes (schema.sql), so a class is a range of numbers. */
#define IN_QUAD(quad)                                                                                                                                \
    "category BETWEEN (SELECT min(id) FROM category WHERE quad = " #quad ") AND (SELECT max(id) FROM category WHERE quad = " #quad ")"
#define COUNT_QUADS(sum)                                                                                                                             \
    sum(IN_QUAD(1)) " AS verbal_cooperation, " sum(IN_QUAD(2)) " AS material_cooperation, " sum(IN_QUAD(3)) " AS verbal_conflict, " sum(             \
        IN_QUAD(4)) " AS material_conflict"
#define SUM_ROWS(quad) "sum(" quad ")"
#define SUM_COUNTS(quad) "sum(iif(" quad ", n, 0))"

static void add_order(Sql *q, const By by[2]) {
    bool period = is_period(by[0]);
    buf_printf(&q->text, " ORDER BY %s%s%s", period ? "" : counted_of(q), period ? "1" : " DESC, 1", by[1] == BY_NOTHING ? "" : ", 2");
}

static bool is_kept(By by) { return by == BY_MONTH || by == BY_YEAR || by == BY_EVENT || by == BY_QUAD || by == BY_NOTHING; }

/* What the days of the periods are divided by: months, unless it is counted by year. */
static int32_t period_days(const By by[2]) { return by[0] == BY_YEAR || by[1] == BY_YEAR ? 10000 : 100; }

/* Queries that need no single rows: for all actors, by month, year, category and class, over complete periods. */
static bool is_summed(const Sql *q, const By by[2]) {
    const attache_query *a = q->query;
    int32_t rest = period_days(by);
    bool whole = is_kept(by[0]) && is_kept(by[1]) && (!a->from || date_day(a->from) % rest == 0) && (!a->to || date_day(a->to) % rest == 0);
    return whole && !a->dyad && !a->actor && !a->mode && !a->context && !a->quad && !a->cameo && !a->source && !a->sum && a->min_confidence <= 0 && !is_narrowed(q) && !a->person && !a->text && !a->all &&
           a->min_sources < 2 && !q->up_to_newest;
}

/* The months, or years, are listed, so that each is one look-up in the table; rows with a less exact date belong to none of them. */
static attache_status add_sums_of_periods(Sql *q, int32_t days) {
    int32_t from, to;
    bool happenings = asks_happenings(q);
    FORWARD_IF_ERROR(sql_span(q, &from, &to));
    buf_printf(
        &q->text,
        "(WITH RECURSIVE span(a, b) AS (SELECT max(min(day) / %d, %d), min(max(day) / %d, %d) FROM (SELECT min(day) AS day FROM dyad_event WHERE "
        "actor = '*' AND recipient = '*' AND day > 0 UNION ALL SELECT max(day) FROM dyad_event WHERE actor = '*' AND recipient = '*')), "
        "periods(p) AS (SELECT a FROM span WHERE a <= b UNION ALL SELECT %s FROM periods, span WHERE p < b) ",
        days, from < 0 ? 0 : from / days, days, (to == INT32_MAX ? 99991231 : to) / days,
        days == 100 ? "iif(p % 100 >= 12, p + 89, p + 1)" : "p + 1");
    buf_printf(
        &q->text,
        "SELECT iso(p * %d) AS period, category, %s AS n, %s AS score FROM periods JOIN dyad_sum ON period = p AND actor = '*' AND recipient = '*' "
        "UNION ALL SELECT iso(day), category, 1, score FROM (SELECT 0 AS y%s) CROSS JOIN %s ON actor = '*' AND recipient = '*' AND day = y WHERE aux "
        "= 0 AND "
        "y BETWEEN %d AND %d)",
        days, happenings ? "happenings" : "events", happenings ? "happening_score" : "event_score",
        days == 100 ? " UNION SELECT p / 100 * 10000 FROM periods" : "", happenings ? "dyad_happening" : "dyad_event", from, to);
    return ATTACHE_OK;
}

static attache_status count_sums(Sql *q, const By by[2]) {
    bool happenings = asks_happenings(q), periods = is_period(by[0]) || is_period(by[1]) || q->query->from || q->query->to;
    sql_add(q, "SELECT ");
    for (int i = 0; i < 2 && by[i] != BY_NOTHING; i++) buf_printf(&q->text, "%s AS %s, ", is_period(by[i]) ? "x.period" : dimensions[by[i]].value, dimensions[by[i]].column);
    buf_printf(&q->text, "sum(n) AS %s, " COUNT_QUADS(SUM_COUNTS) ", round(sum(score) / sum(n), 2) AS %s_mean_score", counted_of(q), counted_of(q));
    add_threshold(q);
    sql_add(q, " FROM ");
    if (periods)
        FORWARD_IF_ERROR(add_sums_of_periods(q, period_days(by)));
    else
        buf_printf(&q->text, "(SELECT category, %s AS n, %s AS score FROM dyad_sum WHERE period = 0 AND actor = '*' AND recipient = '*')", happenings ? "happenings" : "events",
                   happenings ? "happening_score" : "event_score");
    sql_add(q, " x WHERE n > 0");
    FORWARD_IF_ERROR(sql_words(q, "category", TABLE_CATEGORY, "--event", q->query->event));
    sql_add(q, by[1] == BY_NOTHING ? " GROUP BY 1" : " GROUP BY 1, 2");
    add_order(q, by);
    return ATTACHE_OK;
}

/* ---- sums ---- */

/* The numbers that are added up, and their columns. */
static const char *const numbers[] = {"dead", "injured", "arrested"};

/* Its column; NULL: none of that name. */
static const char *summed(const Sql *q) {
    for (size_t i = 0; q->query->sum && i < COUNT_OF(numbers); i++)
        if (!strcmp(numbers[i], q->query->sum)) return numbers[i];
    return NULL;
}

/* What reports say about a number of a happening: the accepted value, the lowest, the highest. */
static void add_sum_rows(Sql *q) {
    const char *of = summed(q);
    if (!of) return;
    buf_printf(&q->text,
               " LEFT JOIN (SELECT h.id, CAST(nullif(h.%s, '') AS INTEGER) AS n, (SELECT min(CAST(e.%s AS INTEGER)) FROM report r JOIN event e ON e.report = r.id WHERE r.happening = h.id AND e.%s <> '') AS "
               "least, (SELECT max(CAST(e.%s AS INTEGER)) FROM report r JOIN event e ON e.report = r.id WHERE r.happening = h.id AND e.%s <> '') AS most FROM happening h WHERE h.%s <> '') u ON u.id = x.happening",
               of, of, of, of, of, of);
}

static attache_status check_sum(Sql *q) {
    if (!q->query->sum) return ATTACHE_OK;
    if (!summed(q)) return sql_wrong(q, "--sum", q->query->sum, "must be dead, injured or arrested");
    return asks_happenings(q) ? ATTACHE_OK : sql_wrong(q, "--sum", q->query->sum, "needs a query of happenings: otherwise numbers of one happening would be added up several times");
}

static void add_sum_columns(Sql *q) {
    const char *of = summed(q);
    if (of) buf_printf(&q->text, ", sum(u.n) AS %s, sum(u.least) AS %s_least, sum(u.most) AS %s_most, max(u.most) AS %s_in_one", of, of, of, of);
}

/* One row: the number of rows, their mean score, and totals. */
static attache_status count_all(Sql *q) {
    sql_add(q, "SELECT count(*) AS happenings, " COUNT_QUADS(SUM_ROWS) ", round(avg(x.score), 2) AS happenings_mean_score");
    add_sum_columns(q);
    add_threshold(q);
    sql_add(q, " FROM ");
    FORWARD_IF_ERROR(add_rows(q, ", category, mode, score"));
    sql_add(q, " x");
    add_sum_rows(q);
    return ATTACHE_OK;
}

/* Each publisher of some happenings once: for all of the store, publishers are looked up together. */
static const char *join_of(const Sql *q, By by) {
    const attache_query *a = q->query;
    bool some = a->dyad || a->actor || a->from || a->to || is_narrowed(q);
    if (by == BY_SOURCE && some && asks_happenings(q))
        return " CROSS JOIN (SELECT id AS report, happening AS its, document AS of FROM report) r ON r.its = x.happening CROSS JOIN (SELECT id, source FROM document) d ON d.id = r.of "
               "AND NOT EXISTS (SELECT 1 FROM report o JOIN document e ON e.id = o.document WHERE o.happening = r.its AND o.id < r.report AND e.source = d.source) JOIN source s ON s.id = d.source";
    return dimensions[by].joins[asks_happenings(q)];
}

static attache_status count_crossed(Sql *q, const By by[2]) {
    const Dimension *a = &dimensions[by[0]], *b = &dimensions[by[1]];
    bool two = by[1] != BY_NOTHING;
    buf_printf(&q->text, "SELECT %s AS %s, ", a->value, a->column);
    if (two) buf_printf(&q->text, "%s AS %s, ", b->value, b->column);
    buf_printf(&q->text, "count(*) AS %s, " COUNT_QUADS(SUM_ROWS) ", round(avg(x.score), 2) AS %s_mean_score", counted_of(q), counted_of(q));
    add_sum_columns(q);
    add_threshold(q);
    sql_add(q, " FROM ");
    FORWARD_IF_ERROR(add_rows(q, ", category, mode, score"));
    buf_printf(&q->text, " x%s%s", join_of(q, by[0]), join_of(q, by[1]));
    add_sum_rows(q);
    sql_add(q, two ? " GROUP BY 1, 2" : " GROUP BY 1");
    add_order(q, by);
    return ATTACHE_OK;
}

/* The index of the number that is added up, or -1. */
static int summed_number(const Sql *q) {
    for (size_t i = 0; q->query->sum && i < COUNT_OF(numbers); i++)
        if (!strcmp(numbers[i], q->query->sum)) return (int)i;
    return -1;
}

static void add_tallied_sums(Sql *q, const char *sum, const char *max) {
    const char *of = summed(q);
    if (of)
        buf_printf(&q->text, ", %s(c%d) AS %s, %s(c%d) AS %s_least, %s(c%d) AS %s_most, %s(c%d) AS %s_in_one", sum, TALLY_VALUES, of, sum, TALLY_LEAST, of, sum, TALLY_MOST, of, max, TALLY_IN_ONE, of);
}

/* The figures of the rows of a tally; where nothing is counted by, of the one row that there may be. */
static attache_status add_tallied(Sql *q, RowsTable *rows, const char *sum, const char *max) {
    static const char *const quads[] = {"verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"};
    buf_printf(&q->text, "coalesce(%s(c%d), 0) AS %s", sum, TALLY_COUNT, counted_of(q));
    for (int i = 0; i < 4; i++) buf_printf(&q->text, ", %s(c%d) AS %s", sum, TALLY_QUADS + i, quads[i]);
    buf_printf(&q->text, ", round(%s(c%d) / %s(c%d), 2) AS %s_mean_score", sum, TALLY_SCORE, sum, TALLY_COUNT, counted_of(q));
    add_tallied_sums(q, sum, max);
    add_threshold(q);
    sql_add(q, " FROM ");
    sql_tally(q, rows);
    return ATTACHE_OK;
}

/* The rows of a tally under their names, in the order of add_order. */
static attache_status name_groups(Sql *q, const By by[2], RowsTable *groups, RowsTable **out) {
    char names[2][NAMES_SQL];
    CellsWanted wanted = {.by_name = is_period(by[0]), .limit = (size_t)q->query->limit};
    for (int i = 0; i < 2 && by[i] != BY_NOTHING; i++) {
        const Dimension *d = &dimensions[by[i]];
        snprintf(names[i], NAMES_SQL, "SELECT c0, %s FROM (SELECT c0, c0 AS %s FROM rows_of(?1)) x ORDER BY 2", d->tallied_value ? d->tallied_value : d->value, d->tallied);
        wanted.names[i] = names[i];
    }
    return cells_of(q->store, groups, &wanted, out);
}

static attache_status count_tallied(Sql *q, const By by[2]) {
    RowsTable *rows;
    FORWARD_IF_ERROR(tally_rows(q, (const TallyBy[]){dimensions[by[0]].tally, dimensions[by[1]].tally}, summed_number(q), &rows));
    sql_add(q, "SELECT ");
    if (by[0] == BY_NOTHING) return add_tallied(q, rows, "sum", "max");
    FORWARD_IF_ERROR(name_groups(q, by, rows, &rows));
    for (int i = 0; i < 2 && by[i] != BY_NOTHING; i++) buf_printf(&q->text, "c%d AS %s, ", i, dimensions[by[i]].column);
    return add_tallied(q, rows, "", ""); /* SQLite reads rows_of in its order */
}

/* Rows are in the order of days, so they are grouped by day as they come, and the few days by period. */
static attache_status count_by(Sql *q) {
    By by[2];
    bool tallied;
    FORWARD_IF_ERROR(read_by(q, by));
    if (is_summed(q, by)) return count_sums(q, by);
    FORWARD_IF_ERROR(is_tallied(q, &tallied));
    if (tallied) return count_tallied(q, by);
    if (by[1] != BY_NOTHING || !is_period(by[0]) || q->query->sum) return count_crossed(q, by);
    buf_printf(&q->text,
               "SELECT %s AS period, sum(n) AS %s, sum(verbal_cooperation) AS verbal_cooperation, sum(material_cooperation) AS material_cooperation, "
               "sum(verbal_conflict) AS verbal_conflict, sum(material_conflict) AS material_conflict, round(sum(score) / sum(n), 2) AS %s_mean_score",
               dimensions[by[0]].value, counted_of(q), counted_of(q));
    add_threshold(q);
    sql_add(q, " FROM (SELECT day, count(*) AS n, sum(score) AS score, " COUNT_QUADS(SUM_ROWS) " FROM ");
    FORWARD_IF_ERROR(add_rows(q, ", category, score"));
    sql_add(q, " GROUP BY day) GROUP BY 1 ORDER BY 1");
    return ATTACHE_OK;
}

/* ---- one happening ---- */

/* The number after the last '#', or '/h', in an id: DOCUMENT#3 is a record, DOCUMENT/h2 a report, 17 a happening. */
typedef struct ShownId {
    size_t name; /* bytes of the document's */
    long long number;
    const char *sql;
} ShownId;

static bool read_id(const char *id, ShownId *out) {
    const char *hash = strrchr(id, '#'), *slash = strrchr(id, '/'), *digits = id;
    char *end;
    *out = (ShownId){.sql = "SELECT id FROM happening WHERE id = ?1"};
    if (hash) {
        out->name = (size_t)(hash - id), digits = hash + 1;
        out->sql = "SELECT DISTINCT r.happening FROM document d JOIN event e ON e.document = d.id JOIN report r ON r.id = e.report WHERE d.name = ?2 "
                   "AND e.number = ?1 ORDER BY 1";
    } else if (slash && slash[1] == 'h') {
        out->name = (size_t)(slash - id), digits = slash + 2;
        out->sql = "SELECT DISTINCT r.happening FROM document d JOIN report r ON r.document = d.id WHERE d.name = ?2 AND r.number = ?1 ORDER BY 1";
    }
    out->number = strtoll(digits, &end, 10);
    return end > digits && !*end && out->number > 0;
}

/* Files with the same name in several folders share ids: none is shown in place of another. */
static attache_status find_happening(Sql *q, const char *id, int64_t *out) {
    sqlite3_stmt *s = NULL;
    ShownId shown;
    Buf all = {0};
    if (!read_id(id, &shown))
        return sql_wrong(q, "show", id, "must be the number of a happening, or the id of a record, DOCUMENT#NUMBER, or of a report, DOCUMENT/hNUMBER");
    FORWARD_IF_ERROR(store_prepare(q->store, shown.sql, &s));
    sqlite3_bind_int64(s, 1, shown.number);
    sqlite3_bind_text(s, 2, id, (int)shown.name, SQLITE_STATIC);
    size_t n = 0;
    for (*out = 0; sqlite3_step(s) == SQLITE_ROW; n++) buf_printf(&all, "%s%lld", n ? ", " : "", (long long)(*out = sqlite3_column_int64(s, 0)));
    sqlite3_finalize(s);
    attache_status status = ATTACHE_OK;
    if (!n) status = sql_wrong(q, "show", id, "is in no happening of this store");
    if (n > 1)
        status = report(q->reporter, ATTACHE_ERR_USAGE, "show",
                        "%s: several documents have this name, in the happenings %s: show one of these numbers", id, all.p);
    buf_free(&all);
    return status;
}

static attache_status show(Sql *q) {
    int64_t id = 0;
    if (!q->query->id)
        return sql_wrong(q, "show", "ID",
                     "is missing: the number of a happening, or the id of a record, DOCUMENT#NUMBER, or of a report, DOCUMENT/hNUMBER");
    FORWARD_IF_ERROR(find_happening(q, q->query->id, &id));
    sql_add(q, "SELECT d.name || '#' || e.number AS id, iso(d.day) AS published, s.name AS source, iif(d.copy_of IS NULL, '', (SELECT name FROM document "
           "o WHERE o.id = d.copy_of)) AS copy, "
           "iso(e.day) AS date, c.name AS event, e.modes AS mode, " EVENT_SIDE("0") " AS actor, " EVENT_SIDE(
               "1") " AS recipient, "
                    "iif(e.resolved_place = '', e.place, e.resolved_place) AS place, CAST(nullif(e.dead, '') AS INTEGER) AS dead, "
                    "CAST(nullif(e.injured, '') AS INTEGER) AS injured, CAST(nullif(e.arrested, '') AS INTEGER) AS arrested, round(e.confidence, 2) "
                    "AS confidence, r.main, " ASK_SENTENCE " AS text, f.text || ' ' || p.text AS why "
                    "FROM report r JOIN event e ON e.report = r.id JOIN document d ON d.id = e.document JOIN source s ON s.id = d.source JOIN "
                    "category c ON c.id = e.category "
                    "JOIN reason f ON f.id = e.frame JOIN reason p ON p.id = e.path WHERE r.happening = ");
    sql_number(q, id);
    sql_add(q, " ORDER BY d.copy_of IS NOT NULL, d.day, d.name, e.number");
    return ATTACHE_OK;
}

/* ---- running queries ---- */

static attache_status count_everything(Sql *q) {
    bool tallied;
    FORWARD_IF_ERROR(is_tallied(q, &tallied));
    return tallied ? count_tallied(q, (const By[]){BY_NOTHING, BY_NOTHING}) : count_all(q);
}

/* The first rows; of one row of totals, a limit would say nothing. */
static attache_status count_limited(Sql *q) {
    char limit[16];
    if (!q->query->by && q->query->limit) return snprintf(limit, sizeof limit, "%d", q->query->limit), sql_wrong(q, "--limit", limit, "does not go with --sum alone, which gives one row; add --by");
    FORWARD_IF_ERROR(q->query->by ? count_by(q) : count_everything(q));
    if (!q->query->limit) return ATTACHE_OK;
    sql_add(q, " LIMIT ");
    sql_number(q, q->query->limit);
    return ATTACHE_OK;
}

static attache_status build(Sql *q) {
    const attache_query *a = q->query;
    if (a->ask == ATTACHE_ASK_SHOW) return show(q);
    if (a->ask == ATTACHE_ASK_DYADS) return pairs_rank(q);
    FORWARD_IF_ERROR(check_sum(q));
    if (a->by || a->sum) return count_limited(q);
    return asks_happenings(q) ? list_happenings(q) : list_events(q);
}

/* FTS5 reports syntax errors when the statement is run. To begin it can take longer than a thousand documents, so where words are common it is kept, and goes on from there. */
static attache_status check_text(Sql *q) {
    int code = SQLITE_ROW, n = 0;
    if (!q->query->text) return ATTACHE_OK;
    FORWARD_IF_ERROR(store_prepare(q->store, "SELECT rowid FROM document_text WHERE document_text MATCH ?1", &q->more_documents));
    sqlite3_bind_text(q->more_documents, 1, q->query->text, -1, SQLITE_STATIC);
    for (; n <= MATCHES_MAX && (code = sqlite3_step(q->more_documents)) == SQLITE_ROW; n++) tally_set_add(&q->first_documents, sqlite3_column_int64(q->more_documents, 0));
    q->common_words = n > MATCHES_MAX;
    if (!q->common_words) sql_drop_documents(q);
    return code == SQLITE_ROW || code == SQLITE_DONE ? ATTACHE_OK
                                                     : sql_wrong(q, "--text", q->query->text, "cannot be searched for; words, \"a phrase\" in quotes, AND, OR, NOT, word*");
}

static attache_status read_number(Sql *q, const char *sql, int64_t *out) {
    Sql part = sql_part(q);
    sql_add(&part, sql);
    return sql_first_number(&part, out);
}

/* Few documents lead to their rows; for many, each row is asked for its publisher. */
static attache_status check_sources(Sql *q) {
    const char *list = q->query->source;
    int64_t n = 0;
    if (!list || sql_is_denied(&list)) return ATTACHE_OK;
    Buf before = q->text;
    q->text = (Buf){0};
    sql_add(q, "SELECT count(*) FROM (SELECT 1 FROM document WHERE source IN (");
    attache_status status = add_names(q, list);
    buf_printf(&q->text, ") LIMIT %d)", FEW_DOCUMENTS + 1);
    if (status == ATTACHE_OK) status = read_number(q, q->text.p, &n);
    buf_free(&q->text);
    q->text = before;
    q->few_documents = n <= FEW_DOCUMENTS, q->documents = n;
    return status;
}

/* Where nothing is dated after the newest report, there is nothing to leave out. */
static attache_status check_newest(Sql *q) {
    int64_t later = 0;
    if (!q->up_to_newest) return ATTACHE_OK;
    FORWARD_IF_ERROR(read_number(q, "SELECT EXISTS (SELECT 1 FROM dyad_happening WHERE actor = '*' AND recipient = '*' AND day > (SELECT nullif(max(day), 0) FROM document)) OR "
                                    "EXISTS (SELECT 1 FROM dyad_event WHERE actor = '*' AND recipient = '*' AND day > (SELECT nullif(max(day), 0) FROM document))", &later));
    q->up_to_newest = later != 0;
    return ATTACHE_OK;
}

/* "Nothing dated after the newest report" as the end of a span. */
static attache_status read_latest(const Sql *q, int32_t *to) {
    int64_t day = 0;
    if (!q->up_to_newest) return ATTACHE_OK;
    Sql any = *q;
    FORWARD_IF_ERROR(read_number(&any, "SELECT coalesce((SELECT nullif(max(day), 0) FROM document), 99999999)", &day));
    if (day < *to) *to = (int32_t)day;
    return ATTACHE_OK;
}

/* A place that is in no table and in no record is a slip of the pen, not one where nothing happened. */
static attache_status check_place(Sql *q) {
    const Where *w = q->where;
    int64_t found = 0;
    if (!w->place || w->known) return ATTACHE_OK;
    Sql part = sql_part(q);
    sql_add(&part, "SELECT EXISTS (SELECT 1 FROM happening WHERE place <> '' AND place COLLATE NOCASE = ");
    int n = sql_text(&part, w->place, strlen(w->place));
    buf_printf(&part.text, ") OR EXISTS (SELECT 1 FROM event WHERE resolved_place <> '' AND resolved_place COLLATE NOCASE = ?%d)", n);
    FORWARD_IF_ERROR(sql_first_number(&part, &found));
    return found ? ATTACHE_OK : sql_wrong(q, "--place", w->place, "is no place that attache knows, nor one that a record of this store has; give a state by name or code, a province or a town");
}

static attache_status check_person(Sql *q) {
    const char *person = q->query->person;
    return person && !person[strspn(person, " ")] ? sql_names_nothing(q, "--person") : ATTACHE_OK;
}

static attache_status check(Sql *q) {
    FORWARD_IF_ERROR(check_text(q));
    FORWARD_IF_ERROR(check_place(q));
    FORWARD_IF_ERROR(check_person(q));
    FORWARD_IF_ERROR(check_newest(q));
    return check_sources(q);
}

static Sql sql_of(Store *s, const AskFilter *f) {
    return (Sql){.store = s, .query = &f->query, .where = &f->where, .reporter = f->reporter ? f->reporter : store_reporter(s), .before = f->paged ? f->before : NULL, .any_actor = f->any_actor, .up_to_newest = f->up_to_newest, .sides = {SLICE("*"), SLICE("*")}};
}

attache_status ask_prepare(Store *s, const AskFilter *filter, sqlite3_stmt **out) {
    Sql q = sql_of(s, filter);
    attache_status status = check(&q);
    if (status == ATTACHE_OK) status = build(&q);
    return sql_finish(&q, status, out);
}

/* One query reads most pages once: where few are kept, they are read into the same memory again and again. A writer keeps its cache. */
static attache_status keep_few_pages(Store *s) { return sqlite3_db_readonly(store_db(s), "main") == 1 ? store_run(s, "PRAGMA cache_size = -2048") : ATTACHE_OK; }

attache_status ask_run(Store *s, const attache_query *query, const Where *where, attache_row_fn *on_row, void *user) {
    const AskFilter filter = {.query = *query, .where = *where};
    sqlite3_stmt *statement = NULL;
    attache_status status = ask_add_functions(s);
    if (status == ATTACHE_OK) status = keep_few_pages(s);
    if (status == ATTACHE_OK) status = ask_prepare(s, &filter, &statement);
    if (status == ATTACHE_OK) status = ask_rows(s, statement, on_row, user);
    sqlite3_finalize(statement);
    return status;
}

/* ---- the rows that a query selects, for exports ---- */

static attache_status add_picked(Sql *q) {
    bool happenings = asks_happenings(q);
    sql_add(q, happenings ? "SELECT happening FROM " : "SELECT event FROM ");
    FORWARD_IF_ERROR(add_rows(q, ""));
    if (!q->query->limit) return ATTACHE_OK;
    sql_add(q, " ORDER BY day DESC, 1 DESC LIMIT ");
    sql_number(q, q->query->limit);
    return ATTACHE_OK;
}

/* Whom x is paired with: a state with states and other wholes; a sector or a body, as on the desk, with other wholes and with sectors and bodies of its own state. */
#define PARTNER(x, y)                                                                                                                                \
    "(length(" y ") = 3 AND (length(" x ") = 3 OR " y " <> substr(" x ", 1, 3)) OR length(" x ") > 3 AND substr(" y ", 1, 3) = substr(" x ", 1, 3) AND substr(" y ", 4, 1) IN ('.', ':'))"

/* Of all pairs in the selected rows, those that were asked for; else those of wholes, and of the sectors of one state. A person has no pairs of his or her own. */
static void add_named(Sql *q, const char *actor, const char *dyad) {
    const char *list = dyad ? dyad : actor;
    if (!list || sql_is_denied(&list) || strchr(list, '@')) {
        sql_add(q, " AND (length(actor) = 3 AND length(recipient) = 3 OR substr(actor, 4, 1) = '.' AND substr(recipient, 4, 1) = '.' AND substr(actor, 1, 3) = substr(recipient, 1, 3))");
        return;
    }
    sql_add(q, dyad ? " AND instr(';' || " : " AND (instr(',' || ");
    int n = sql_text(q, list, strlen(list));
    if (dyad)
        buf_printf(&q->text, " || ';', ';' || actor || '>' || recipient || ';') + instr(';' || ?%d || ';', ';' || actor || ',' || recipient || ';') + instr(';' || ?%d || ';', ';' || recipient || ',' || actor || ';')", n, n);
    else
        buf_printf(&q->text, " || ',', ',' || actor || ',') AND " PARTNER("actor", "recipient") " OR instr(',' || ?%d || ',', ',' || recipient || ',') AND " PARTNER("recipient", "actor") ")", n);
}

/* One row per pair and event, or happening, in the form of dyad_sum. */
static attache_status add_pairs(Sql *q, attache_ask ask, const char *from) {
    const attache_query *whole = q->query;
    attache_query one = *whole;
    one.ask = ask, one.limit = 0;
    q->query = &one;
    buf_printf(&q->text, "SELECT day / 100 AS period, actor, recipient, category, %s", from);
    add_named(q, one.actor, one.dyad);
    sql_add(q, asks_happenings(q) ? " AND happening IN (" : " AND event IN (");
    attache_status status = add_picked(q);
    sql_add(q, ")");
    q->query = whole;
    return status;
}

static attache_status add_months(Sql *q) {
#define DATED " WHERE aux = 0 AND day % 10000 > 99"
    FORWARD_IF_ERROR(add_pairs(q, ATTACHE_ASK_EVENTS, "1 AS events, score AS event_score, 0 AS happenings, 0.0 AS happening_score FROM dyad_event" DATED));
    sql_add(q, " UNION ALL ");
    return add_pairs(q, ATTACHE_ASK_HAPPENINGS, "0, 0.0, 1, score FROM dyad_happening" DATED);
#undef DATED
}

attache_status ask_prepare_picked(Store *s, const AskFilter *filter, const char *before, const char *after, sqlite3_stmt **out) {
    Sql q = sql_of(s, filter);
    attache_status status = ask_add_functions(s);
    if (status == ATTACHE_OK) status = check(&q);
    sql_add(&q, before);
    if (status == ATTACHE_OK) status = filter->query.ask == ATTACHE_ASK_DYADS ? add_months(&q) : add_picked(&q);
    sql_add(&q, after);
    return sql_finish(&q, status, out);
}

attache_status ask_prepare_newest(Store *s, const AskFilter *filter, const char *after, sqlite3_stmt **out) {
    Sql q = sql_of(s, filter);
    const char *of = asks_happenings(&q) ? "happening" : "event";
    attache_status status = check(&q);
    buf_printf(&q.text, "WITH pick AS MATERIALIZED (SELECT %s, day FROM ", of);
    if (status == ATTACHE_OK) status = add_newest(&q, filter->query.limit);
    buf_printf(&q.text, " ORDER BY day DESC, %s DESC LIMIT ", of);
    sql_number(&q, filter->query.limit);
    sql_add(&q, ")");
    sql_add(&q, after);
    return sql_finish(&q, status, out);
}

attache_status ask_prepare_pairs(Store *s, const AskFilter *filter, const char *after, sqlite3_stmt **out) {
    Sql q = sql_of(s, filter);
    sql_add(&q, "WITH pairs AS (");
    attache_status status = pairs_rank(&q);
    sql_add(&q, ")");
    sql_add(&q, after);
    return sql_finish(&q, status, out);
}

attache_status ask_prepare_totals(Store *s, const AskFilter *filter, const char *tallied, const char *after, sqlite3_stmt **out) {
    Sql q = sql_of(s, filter);
    TallyFilter f = {0};
    RowsTable *rows = NULL;
    bool fits = false;
    attache_status status = check(&q);
    if (status == ATTACHE_OK) status = is_tallied(&q, &fits);
    if (status == ATTACHE_OK && !fits) return buf_free(&q.text), sql_drop_documents(&q), ask_prepare_newest(s, filter, after, out);
    if (status == ATTACHE_OK) status = read_filter(&q, &f);
    if (status == ATTACHE_OK) status = tally_totals(s, &f, (size_t)filter->query.limit, &rows);
    tally_filter_free(&f);
    sql_add(&q, "WITH tallied AS (SELECT * FROM ");
    if (rows) sql_tally(&q, rows);
    sql_add(&q, ")");
    sql_add(&q, tallied);
    return sql_finish(&q, status, out);
}
