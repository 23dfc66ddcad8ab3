/* rebuild.c - recomputes the tables of pairs from the events and happenings of a store that counted its pairs differently. */
#include "store/rebuild.h"

#include "store/dyads.h"

enum { BATCH = 50000 };

/* The columns of each, and then of its parties. */
#define CONTEXTS(of) "(SELECT coalesce(sum(1 << c.id), 0) FROM context c WHERE instr(';' || " of ".contexts || ';', ';' || c.name || ';'))"
#define MODE(of) "coalesce((SELECT m.id FROM mode m WHERE m.name = substr(" of ".modes, 1, instr(" of ".modes || ';', ';') - 1)), 0)"
static const char *const lists[2][2] = {
    {"SELECT e.id, e.day, e.category, e.score, e.aux, " CONTEXTS("e") ", " MODE("e") ", 0, e.confidence, e.cameo FROM event e ORDER BY e.id",
     "SELECT side, code, sector, key FROM party JOIN entity ON entity.id = entity WHERE event = ?1 AND side IN (0, 1) ORDER BY side, place"},
    {"SELECT h.id, h.day, h.category, h.score, h.aux, " CONTEXTS("h") ", " MODE("h") ", h.sources, e.confidence, h.cameo FROM happening h JOIN event e ON e.id = h.fullest ORDER BY h.id",
     "SELECT side, code, sector, key FROM happening_party JOIN entity ON entity.id = entity WHERE happening = ?1 AND side IN (0, 1) ORDER BY side, place"},
};

static void read_sides(sqlite3_stmt *parties, int64_t id, DyadSide sides[2]) {
    sides[0] = sides[1] = (DyadSide){0};
    sqlite3_bind_int64(parties, 1, id);
    while (sqlite3_step(parties) == SQLITE_ROW)
        dyads_add_party(&sides[sqlite3_column_int(parties, 0)], store_text(parties, 1), store_text(parties, 2), store_text(parties, 3));
    sqlite3_reset(parties);
}

static attache_status add_all(Dyads *d, sqlite3_stmt *list, sqlite3_stmt *parties, bool happening) {
    size_t n = 0;
    while (sqlite3_step(list) == SQLITE_ROW) {
        DyadHead head = {.happening = happening,
                         .id = sqlite3_column_int64(list, 0),
                         .day = sqlite3_column_int(list, 1),
                         .category = sqlite3_column_int64(list, 2),
                         .score = sqlite3_column_double(list, 3),
                         .aux = sqlite3_column_int(list, 4),
                         .contexts = (uint64_t)sqlite3_column_int64(list, 5),
                         .mode = sqlite3_column_int64(list, 6),
                         .sources = sqlite3_column_int(list, 7),
                         .confidence = dyads_confidence(sqlite3_column_double(list, 8)),
                         .cameo = dyads_cameo(store_text(list, 9))};
        DyadSide sides[2];
        read_sides(parties, head.id, sides);
        dyads_add(d, sides, &head);
        if (++n % BATCH == 0) FORWARD_IF_ERROR(dyads_write(d));
    }
    return dyads_write(d);
}

static attache_status add_kind(Store *s, Dyads *d, int kind) {
    sqlite3_stmt *list = NULL, *parties = NULL;
    attache_status status = store_prepare(s, lists[kind][0], &list);
    if (status == ATTACHE_OK) status = store_prepare(s, lists[kind][1], &parties);
    if (status == ATTACHE_OK) status = add_all(d, list, parties, kind == 1);
    sqlite3_finalize(list);
    sqlite3_finalize(parties);
    return status;
}

attache_status rebuild_pairs(Store *s) {
    Dyads *d = NULL;
    attache_status status = dyads_open(s, &d);
    for (int kind = 0; status == ATTACHE_OK && kind < 2; kind++) status = add_kind(s, d, kind);
    dyads_close(d);
    return status;
}

attache_status rebuild_dyads(Store *s) {
    FORWARD_IF_ERROR(store_run(s, "DELETE FROM dyad_event; DELETE FROM dyad_happening; DELETE FROM dyad_sum; DELETE FROM context_sum"));
    return rebuild_pairs(s);
}
