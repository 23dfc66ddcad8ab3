/* pairs.c - ranks pairs of actors, from dyad_sum or from the digests of happenings; those of a person from the happenings in which he or she takes part. */
#include "store/pairs.h"

#include "store/tally.h"

enum { LIMIT = 20 };

/* The first and last month of a span, 0 and 0 for all time. */
static void months_of_span(int32_t from, int32_t to, int32_t *first, int32_t *last) {
    *first = from < 0 ? 0 : from / 100, *last = to == INT32_MAX ? 0 : to / 100;
    if (!*first && !*last) return;
    if (*first % 100 == 0) ++*first;
    if (!*last) *last = 999912;
    if (*last % 100 > 12 || *last % 100 == 0) *last = *last / 100 * 100 + 12;
}

/* "p BETWEEN ...": the years that lie within the period, and the months of those that do so in part; 0 without a period. */
static attache_status add_periods(Sql *q, int32_t from, int32_t to) {
    int32_t a, b;
    months_of_span(from, to, &a, &b);
    if (!a && !b) {
        sql_add(q, "p = 0");
        return ATTACHE_OK;
    }
    if (a == 1) a = 101; /* 0 is all time */
    int32_t first = a % 100 == 1 ? a / 100 : a / 100 + 1, last = b % 100 == 12 ? b / 100 : b / 100 - 1; /* whole years */
    if (first > last) {
        buf_printf(&q->text, "p BETWEEN %d AND %d", a, b);
        return ATTACHE_OK;
    }
    buf_printf(&q->text, "(p BETWEEN %d AND %d OR p BETWEEN %d AND %d OR p BETWEEN %d AND %d)", first, last, a, first * 100,
               last * 100 + 13, b);
    return ATTACHE_OK;
}

static attache_status read_categories(const Sql *q, TallySet *set) {
    Sql part = sql_part(q);
    if (!q->query->event) return ATTACHE_OK;
    sql_add(&part, "SELECT category FROM (SELECT id AS category FROM category) WHERE true");
    return sql_set(&part, sql_words(&part, "category", TABLE_CATEGORY, "--event", q->query->event), set);
}

/* The same sums from the digests of happenings: in parts of years there are fewer of these than of sums. */
static attache_status add_pair_tally(Sql *q, int32_t from, int32_t to) {
    TallyFilter f = {.happenings = true, .from = INT32_MIN, .to = INT32_MAX};
    RowsTable *rows = NULL;
    int32_t first, last;
    const char *actor = q->query->actor;
    months_of_span(from, to, &first, &last);
    if (last) f.from = first / 100 * 10000, f.to = last * 100 + 99; /* with the days of which only the year is known */
    if (actor) FORWARD_IF_ERROR(sql_check_actor(q, "--actor", slice_of(actor)));
    attache_status status = read_categories(q, &f.categories);
    if (status == ATTACHE_OK) status = tally_pairs(q->store, &f, first, last, true, q->query->within, &rows);
    tally_filter_free(&f);
    if (status != ATTACHE_OK) return status;
    sql_add(q, "SELECT min(x.text, y.text) AS a, max(x.text, y.text) AS b, c2 AS n, c3 AS s, c4 AS good, c5 AS bad FROM ");
    sql_tally(q, rows);
    sql_add(q, " CROSS JOIN term x ON x.id = c0 CROSS JOIN term y ON y.id = c1");
    if (!actor) return ATTACHE_OK;
    sql_add(q, q->query->within && strlen(actor) == 3 ? " WHERE substr(x.text, 1, 3) = " : " WHERE x.text = "); /* both are of the same state */
    sql_text(q, actor, strlen(actor));
    sql_add(q, " OR y.text = ");
    sql_text(q, actor, strlen(actor));
    return ATTACHE_OK;
}

#define EACH_PERIOD "WITH RECURSIVE periods (p) AS (SELECT min(period) FROM dyad_sum UNION ALL SELECT (SELECT min(period) FROM dyad_sum WHERE period > p) FROM periods WHERE p IS NOT NULL)"

/* A sector of a state, or a body. */
static bool is_part_of_whole(const char *actor) { return actor && (strchr(actor, '.') || strchr(actor, ':')); }

/* The pairs of a sector or a body, with the same partners as on the desk: other wholes, and sectors and bodies of its own. */
static attache_status add_partner_sums(Sql *q, int32_t from, int32_t to) {
    const char *actor = q->query->actor;
    FORWARD_IF_ERROR(sql_check_actor(q, "--actor", slice_of(actor)));
    sql_add(q, EACH_PERIOD ", own (key, whole) AS (SELECT x, substr(x, 1, 3) FROM (SELECT ");
    sql_text(q, actor, strlen(actor));
    sql_add(q, " AS x)), actors (code) AS (SELECT min(actor) FROM dyad_sum WHERE period = 0 UNION ALL SELECT (SELECT min(actor) FROM dyad_sum WHERE period = 0 AND actor > "
           "iif(length(code) < 3 OR substr(code, 1, 3) = whole, code, substr(code, 1, 3) || '~')) FROM actors, own WHERE code IS NOT NULL), "
           "both AS (SELECT p, recipient AS other, category, happenings AS n, happening_score AS s FROM own CROSS JOIN periods CROSS JOIN dyad_sum ON period = p AND actor = key UNION ALL "
           "SELECT p, actor, category, happenings - mutual, happening_score - mutual_score FROM own CROSS JOIN periods CROSS JOIN actors CROSS JOIN dyad_sum ON period = p AND actor = code AND recipient = key) "
           "SELECT min(key, other) AS a, max(key, other) AS b, sum(n) AS n, sum(s) AS s, sum(iif(quad < 3, n, 0)) AS good, sum(iif(quad > 2, n, 0)) AS bad FROM both CROSS JOIN own JOIN category c ON c.id = category WHERE ");
    FORWARD_IF_ERROR(add_periods(q, from, to));
    sql_add(q, " AND other <> key AND (length(other) = 3 AND other <> whole OR substr(other, 1, 3) = whole AND substr(other, 4, 1) IN ('.', ':'))");
    FORWARD_IF_ERROR(sql_words(q, "category", TABLE_CATEGORY, "--event", q->query->event));
    sql_add(q, " GROUP BY 1, 2");
    return ATTACHE_OK;
}

/* The pairs of a person: with states and other wholes, and within his or her own state with sectors and bodies. As in ask.c, who is only named as taking part acts, and several who act
 * without anybody acted upon act on each other. */
static attache_status add_person_sums(Sql *q, int32_t from, int32_t to) {
    Slice person = slice_of(q->query->actor);
    FORWARD_IF_ERROR(sql_check_actor(q, "--actor", person));
    sql_add(q, "WITH me (id) AS MATERIALIZED (");
    sql_person(q, person);
    sql_add(q, "), mine AS MATERIALIZED (SELECT p.happening AS id, max(p.side <> 1) AS acts, max(p.side = 1) AS hit, max(substr(e.key, 1, 3)) AS whole, max(e.code || '.' || e.sector) AS part "
               "FROM me CROSS JOIN happening_party p ON p.entity = me.id AND p.named = 1 JOIN entity e ON e.id = me.id GROUP BY 1), "
               "told AS MATERIALIZED (SELECT mine.*, h.quad, h.score, (SELECT iif(sum(m.side = 1), 0, sum(m.side = 0) > 1) FROM happening_party m JOIN entity e ON e.id = m.entity "
               "WHERE m.happening = h.id AND e.code || e.sector <> '') AS mutual FROM mine CROSS JOIN happening h ON h.id = mine.id WHERE h.aux = 0 AND h.day BETWEEN ");
    sql_number(q, from);
    sql_add(q, " AND ");
    sql_number(q, to);
    FORWARD_IF_ERROR(sql_words(q, "h.category", TABLE_CATEGORY, "--event", q->query->event));
    sql_add(q, "), others AS MATERIALIZED (SELECT told.id, told.quad, told.score, told.whole, told.part, e.code, e.sector, e.key FROM told CROSS JOIN happening_party o ON o.happening = told.id JOIN entity e ON e.id = o.entity "
               "WHERE (o.side = 1 AND told.acts OR o.side = 0 AND (told.hit OR told.acts AND told.mutual)) AND o.entity NOT IN (SELECT id FROM me) AND e.code || e.sector <> ''), "
               "both AS (SELECT id, quad, score, substr(key, 1, 3) AS other FROM others WHERE substr(key, 1, 3) <> whole UNION "
               "SELECT id, quad, score, code || '.' || sector FROM others WHERE code = whole AND sector <> '' AND code || '.' || sector <> part UNION "
               "SELECT id, quad, score, key FROM others WHERE substr(key, 1, 3) = whole AND substr(key, 4, 1) = ':') SELECT ");
    size_t bare = person.p[0] == '@'; /* a spreadsheet would take it for a formula */
    sql_text(q, person.p + bare, person.n - bare);
    sql_add(q, " AS a, other AS b, count(*) AS n, sum(score) AS s, sum(quad < 3) AS good, sum(quad > 2) AS bad FROM both GROUP BY other");
    return ATTACHE_OK;
}

/* Sums of each pair in a range of months, both directions together. The periods, and the actors, are skipped from one to the next, since most rows are of others. */
static attache_status add_pair_sums(Sql *q, int32_t from, int32_t to) {
    const char *actor = q->query->actor;
    if (actor && strchr(actor, '@')) return q->query->within ? sql_wrong(q, "--within", actor, "a person has no sectors; leave --within out") : add_person_sums(q, from, to);
    if (!q->query->within && is_part_of_whole(actor)) return add_partner_sums(q, from, to);
    if (from > 0 || to != INT32_MAX) return add_pair_tally(q, from, to);
    sql_add(q, EACH_PERIOD);
    sql_add(q, q->query->within ? ", actors (code) AS (SELECT min(actor) FROM dyad_sum WHERE period = 0 UNION ALL "
                              "SELECT (SELECT min(actor) FROM dyad_sum WHERE period = 0 AND actor > iif(substr(code, 4, 1) = ':', substr(code, 1, 3) || '~', code)) FROM actors WHERE code IS NOT NULL)"
                            : ", actors (code) AS (SELECT min(actor) FROM dyad_sum WHERE period = 0 UNION ALL "
                              "SELECT (SELECT min(actor) FROM dyad_sum WHERE period = 0 AND actor > iif(length(code) < 3, code, substr(code, 1, 3) || '~')) FROM actors WHERE code IS NOT NULL)");
    sql_add(q, " SELECT min(actor, recipient) AS a, max(actor, recipient) AS b, sum(happenings) - sum(mutual) / 2 AS n, sum(happening_score) - "
           "sum(mutual_score) / 2 AS s, "
           "sum(iif(quad < 3, happenings - mutual / 2.0, 0)) AS good, sum(iif(quad > 2, happenings - mutual / 2.0, 0)) AS bad FROM ");
    sql_add(q, "periods CROSS JOIN actors CROSS JOIN dyad_sum ON period = p AND actor = code");
    if (q->query->within) sql_add(q, " AND recipient BETWEEN substr(code, 1, 3) || '.' AND substr(code, 1, 3) || '/'");
    sql_add(q, " JOIN category c ON c.id = category WHERE ");
    FORWARD_IF_ERROR(add_periods(q, from, to));
    sql_add(q, q->query->within ? " AND substr(actor, 4, 1) = '.' AND substr(recipient, 4, 1) = '.' AND substr(actor, 1, 3) = substr(recipient, 1, 3)"
                            : " AND length(actor) = 3 AND length(recipient) = 3 AND actor <> recipient");
    if (q->query->actor) {
        FORWARD_IF_ERROR(sql_check_actor(q, "--actor", slice_of(q->query->actor)));
        bool state = q->query->within && strlen(actor) == 3;
        sql_add(q, state ? " AND (substr(actor, 1, 3) = " : " AND (actor = ");
        sql_text(q, actor, strlen(actor));
        sql_add(q, " OR recipient = ");
        sql_text(q, actor, strlen(actor));
        sql_add(q, ")");
    }
    FORWARD_IF_ERROR(sql_words(q, "category", TABLE_CATEGORY, "--event", q->query->event));
    sql_add(q, " GROUP BY 1, 2");
    return ATTACHE_OK;
}

static int32_t months_before(int32_t month, int32_t n) {
    int32_t count = month / 100 * 12 + month % 100 - 1 - n;
    return count / 12 * 100 + count % 12 + 1;
}

/* The period, and the twelve months before it; by default the three newest months of the store. */
static attache_status changed_spans(Sql *q, int32_t *from, int32_t *to, int32_t *before) {
    if (*to == INT32_MAX) {
        sqlite3_stmt *s = NULL;
        FORWARD_IF_ERROR(store_prepare(q->store, "SELECT 100 * max(period) FROM dyad_sum WHERE period BETWEEN 100001 AND 999912", &s));
        *to = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int(s, 0) : 0;
        sqlite3_finalize(s);
    }
    int32_t last = *to / 100;
    if (last % 100 > 12 || last % 100 == 0) last = last / 100 * 100 + 12;
    int32_t first = *from < 0 ? months_before(last, 2) : *from / 100 + (*from / 100 % 100 == 0);
    *from = first * 100, *to = last * 100 + 99, *before = months_before(first, 12) * 100;
    return ATTACHE_OK;
}

/* desk/queries.sql ranks by the same rules: by the figure shown, and by a mean only pairs that have three happenings and a hundredth of the busiest pair's. */
#define ENOUGH(span) "n >= max(3, (SELECT max(n) FROM " span ") / 100.0)"

static attache_status rank_changed(Sql *q, int32_t from, int32_t to) {
    int32_t before;
    FORWARD_IF_ERROR(changed_spans(q, &from, &to, &before));
    sql_add(q, "WITH now AS MATERIALIZED (");
    FORWARD_IF_ERROR(add_pair_sums(q, from, to));
    sql_add(q, "), past AS MATERIALIZED (");
    FORWARD_IF_ERROR(add_pair_sums(q, before, months_before(from / 100, 1) * 100 + 99));
    sql_add(q, "), means AS (SELECT now.a, now.b, now.n, past.n AS old_n, round(now.s / now.n, 2) AS mean, round(past.s / past.n, 2) AS old_mean "
           "FROM now JOIN past ON past.a = now.a AND past.b = now.b WHERE now." ENOUGH("now") " AND past.n >= 3) "
           "SELECT a, b, n AS happenings, old_n AS happenings_before, mean AS happenings_mean_score, old_mean AS "
           "happenings_mean_score_before, round(mean - old_mean, 2) AS change, 0.0 AS min_confidence FROM means WHERE abs(mean - old_mean) >= 0.005 "
           "ORDER BY round(abs(mean - old_mean), 2) DESC, n DESC, 1, 2 LIMIT ");
    sql_number(q, q->query->limit ? q->query->limit : LIMIT);
    return ATTACHE_OK;
}

typedef enum Rank { RANK_BUSIEST, RANK_WARMEST, RANK_COLDEST, RANK_CHANGED, RANKS } Rank;

static attache_status read_rank(Sql *q, Rank *out) {
    static const char *const names[RANKS] = {"busiest", "warmest", "coldest", "changed"};
    *out = RANK_BUSIEST;
    if (!q->query->rank) return ATTACHE_OK;
    while (*out < RANKS && strcmp(names[*out], q->query->rank) != 0) ++*out;
    return *out < RANKS ? ATTACHE_OK : sql_wrong(q, "dyads", q->query->rank, "must be busiest, warmest, coldest or changed");
}

attache_status pairs_rank(Sql *q) {
    static const char *const orders[] = {[RANK_BUSIEST] = " ORDER BY n DESC", [RANK_WARMEST] = " AND " ENOUGH("sums") " ORDER BY 6 DESC, n DESC", [RANK_COLDEST] = " AND " ENOUGH("sums") " ORDER BY 6, n DESC"};
    Rank rank;
    int32_t from, to;
    FORWARD_IF_ERROR(sql_span(q, &from, &to));
    FORWARD_IF_ERROR(read_rank(q, &rank));
    if (rank == RANK_CHANGED) return rank_changed(q, from, to);
    sql_add(q, "WITH sums AS MATERIALIZED (");
    FORWARD_IF_ERROR(add_pair_sums(q, from, to));
    sql_add(q, ") SELECT a, b, n AS happenings, CAST(good AS INTEGER) AS cooperation, CAST(bad AS INTEGER) AS conflict, round(s / n, "
           "2) AS happenings_mean_score, 0.0 AS min_confidence FROM sums WHERE n > 0");
    buf_printf(&q->text, "%s, 1, 2 LIMIT ", orders[rank]);
    sql_number(q, q->query->limit ? q->query->limit : LIMIT);
    return ATTACHE_OK;
}
