/* bench_store.c - a number of events in, what it costs to store, join and ask them out: documents are made up, the same every time, and go through the writer that
 * ingest uses.
 *
 *     bench_store [EVENTS [FILE]]        1 000 000 events in a file of its own if not said; FILE is kept, and with 0 events asked as it is
 *
 * Prints "figure,value" a line: the file's size, seconds of the processor, and the milliseconds of it that each kind of query takes, the median of RUNS. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/ask.h"
#include "store/store.h"

enum { EVENTS_A_DOCUMENT = 4, BATCH = 4000, DAYS = 3650, RUNS = 7, STATES = 48, VERBS = 12, TOPICS = 24, PEOPLE = 400 };

static const char *const states[STATES][2] = {
    {"United States", "USA"}, {"China", "CHN"},  {"Russia", "RUS"},       {"India", "IND"},    {"Germany", "DEU"},    {"France", "FRA"},   {"Japan", "JPN"},     {"Iran", "IRN"},
    {"Israel", "ISR"},        {"Syria", "SYR"},  {"Turkey", "TUR"},       {"Ukraine", "UKR"},  {"Pakistan", "PAK"},   {"Egypt", "EGY"},    {"Iraq", "IRQ"},      {"Britain", "GBR"},
    {"Poland", "POL"},        {"Norway", "NOR"}, {"Kenya", "KEN"},        {"Chile", "CHL"},    {"Peru", "PER"},       {"Mali", "MLI"},     {"Ghana", "GHA"},     {"Cuba", "CUB"},
    {"Spain", "ESP"},         {"Italy", "ITA"},  {"Greece", "GRC"},       {"Serbia", "SRB"},   {"Kosovo", "KOS"},     {"Georgia", "GEO"},  {"Armenia", "ARM"},   {"Kazakhstan", "KAZ"},
    {"Mongolia", "MNG"},      {"Vietnam", "VNM"},{"Thailand", "THA"},     {"Malaysia", "MYS"}, {"Australia", "AUS"},  {"Fiji", "FJI"},     {"Canada", "CAN"},    {"Mexico", "MEX"},
    {"Brazil", "BRA"},        {"Bolivia", "BOL"},{"Sudan", "SDN"},        {"Somalia", "SOM"},  {"Yemen", "YEM"},      {"Qatar", "QAT"},    {"Jordan", "JOR"},    {"Lebanon", "LBN"}};

static const struct {
    const char *words, *category, *mode, *cameo;
    int quad;
    double score;
} verbs[VERBS] = {{"held talks with", "CONSULT", "", "046", 1, 2.5},      {"visited", "CONSULT", "visit", "042", 1, 4},      {"signed an agreement with", "SUPPORT", "", "057", 1, 5},
                  {"praised", "SUPPORT", "", "051", 1, 5},                {"sent aid to", "AID", "", "070", 2, 10},          {"began an exercise with", "COOPERATE", "", "062", 2, 9.5},
                  {"condemned", "ACCUSE", "disapprove", "111", 3, -2},    {"demanded concessions of", "REQUEST", "change", "100", 3, 0}, {"threatened", "THREATEN", "", "130", 3, -3.5},
                  {"imposed sanctions on", "SANCTION", "", "163", 4, -6}, {"arrested citizens of", "COERCE", "arrest", "173", 4, -7}, {"shelled", "ASSAULT", "heavy-weapons", "194", 4, -9}};

static const char *const topics[TOPICS] = {"fishing",  "grain",   "a pipeline", "visas",   "a border",  "steel",    "refugees", "an island",   "gas",      "a dam",    "missiles", "elections",
                                           "cotton", "a canal", "airspace",   "tariffs", "satellites", "a bridge", "vaccines", "copper", "a harbour", "railways", "rice",     "uranium"};
static const char *const contexts[] = {"diplomatic", "military", "economic", "territory", "health", "legal", "migration", "environment"};

/* ---- chance, the same every time (Steele's splitmix64) ---- */

static uint64_t seed = 42;

static uint64_t chance(void) {
    uint64_t z = seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint32_t below(uint32_t n) { return (uint32_t)(chance() % n); }
/* Small numbers more often, as states are in the news. */
static uint32_t skewed(uint32_t n) {
    double u = (double)(chance() >> 11) / 9007199254740992.0;
    return (uint32_t)(u * u * n);
}

/* ---- documents ---- */

typedef struct Deed {
    uint32_t actor, recipient, verb, topic, person;
    bool town;
} Deed;

typedef struct Draft {
    Arena arena;
    Buf text;
    attache_event events[EVENTS_A_DOCUMENT];
    attache_entity parties[EVENTS_A_DOCUMENT][2];
    StoreSentence sentences[EVENTS_A_DOCUMENT];
    StoreDocument doc;
    Deed deeds[EVENTS_A_DOCUMENT]; /* of the previous document, which one in three retells */
} Draft;

static Deed new_deed(void) {
    Deed d = {.actor = skewed(STATES), .verb = below(VERBS), .topic = below(TOPICS), .person = below(4) ? 0 : 1 + below(PEOPLE), .town = below(2)};
    do d.recipient = skewed(STATES);
    while (d.recipient == d.actor);
    if (below(4) == 0) d.recipient = d.actor; /* inside a state */
    return d;
}

static attache_entity entity(Draft *t, const Deed *d, bool recipient, uint32_t start, uint32_t end) {
    static const char *const sectors[] = {"", "GOV", "MIL", "GOV", "CVL"}, *const inside[] = {"REB", "OPP", "CVL"};
    uint32_t state = recipient ? d->recipient : d->actor;
    const char *sector = recipient && d->recipient == d->actor ? inside[d->topic % 3] : sectors[(d->topic + d->verb + recipient) % COUNT_OF(sectors)];
    attache_entity e = {.code = states[state][1], .country = "", .sector = sector, .text = states[state][0], .start = start, .end = end, .identifier = "", .office = "", .role = "", .how = "made up", .entity = arena_printf(&t->arena, sector[0] ? "%s.%s" : "%s", states[state][1], sector)};
    if (d->person && !recipient) e.identifier = arena_printf(&t->arena, "Person Number%u", d->person), e.office = "minister";
    for (size_t i = 0; i < ATTACHE_SECTORS - 1; i++) e.other_sectors[i] = "";
    return e;
}

static void add_event(Draft *t, size_t i, const char *date, const char *name) {
    const Deed *d = &t->deeds[i];
    uint32_t start = (uint32_t)t->text.n;
    buf_str(&t->text, states[d->actor][0]);
    t->parties[i][0] = entity(t, d, false, start, (uint32_t)t->text.n);
    buf_char(&t->text, ' ');
    uint32_t trigger = (uint32_t)t->text.n;
    buf_str(&t->text, verbs[d->verb].words);
    uint32_t trigger_end = (uint32_t)t->text.n;
    buf_char(&t->text, ' ');
    uint32_t at = (uint32_t)t->text.n;
    buf_str(&t->text, states[d->recipient][0]);
    t->parties[i][1] = entity(t, d, true, at, (uint32_t)t->text.n);
    buf_printf(&t->text, " over %s on %s. ", topics[d->topic], i % 2 ? "Monday" : "Friday");
    uint32_t end = (uint32_t)t->text.n - 1;
    bool mutual = !strcmp(verbs[d->verb].category, "CONSULT") && !verbs[d->verb].mode[0];
    const char **list = arena_alloc(&t->arena, 3 * sizeof *list);
    list[0] = contexts[d->topic % COUNT_OF(contexts)], list[1] = contexts[d->verb % COUNT_OF(contexts)], list[2] = verbs[d->verb].mode;
    t->events[i] = (attache_event){.date = date, .event = verbs[d->verb].category, .modes = list + 2, .n_modes = list[2][0] != 0, .contexts = list, .n_contexts = 1 + (list[0] != list[1]),
                                   .actors = t->parties[i], .recipients = mutual ? NULL : &t->parties[i][1], .n_actors = mutual ? 2 : 1, .n_recipients = !mutual, .event_text = verbs[d->verb].words,
                                   .cameo = verbs[d->verb].cameo, .quad_code = verbs[d->verb].quad, .event_scale = verbs[d->verb].score, .confidence = 0.9, .sequence = (uint32_t)i,
                                   .start = start, .end = end, .trigger_start = trigger, .trigger_end = trigger_end, .why_frame = "made.1", .why_path = "nsubj<made>obj"};
    t->events[i].link = arena_printf(&t->arena, "%s/h%zu", name, i + 1);
    t->events[i].loc.extracted_place = t->events[i].loc.resolved_place = d->town ? states[d->recipient][0] : "";
    t->events[i].loc.country_code = d->town ? states[d->recipient][1] : "";
    t->events[i].loc.resolution = d->town ? 4 : 0;
    if (d->town) t->events[i].loc.lat = (double)(d->recipient * 7 % 120) - 55 + below(100) / 20.0, t->events[i].loc.lon = (double)(d->recipient * 13 % 340) - 170 + below(100) / 20.0;
    t->events[i].size.dead = !strcmp(verbs[d->verb].category, "ASSAULT") ? arena_printf(&t->arena, "%u", 1 + below(30)) : "";
    t->events[i].size.injured = t->events[i].size.arrested = t->events[i].size.participants = "";
    t->events[i].attribution.kind = t->events[i].attribution.source_text = "";
    t->sentences[i] = (StoreSentence){ATTACHE_BODY, 0, start, end};
}

static void make_document(Draft *t, size_t number, size_t documents) {
    arena_reset(&t->arena);
    buf_clear(&t->text);
    time_t day = (time_t)(14245 + number * DAYS / documents) * 86400; /* from 2009 on */
    struct tm tm;
    char date[11];
    strftime(date, sizeof date, "%Y-%m-%d", gmtime_r(&day, &tm));
    const char *name = arena_printf(&t->arena, "made-%zu", number), *published = arena_slice(&t->arena, slice_of(date));
    bool again = number && below(3) == 0;
    for (size_t i = 0; i < EVENTS_A_DOCUMENT; i++) {
        if (!again) t->deeds[i] = new_deed();
        add_event(t, i, published, name);
    }
    buf_printf(&t->text, "Further words of report %zu, with %s and %s.", number, topics[below(TOPICS)], topics[below(TOPICS)]);
    for (size_t i = 0; i < EVENTS_A_DOCUMENT; i++) t->events[i].text = arena_slice(&t->arena, slice_sub(t->text.p, (Span){t->events[i].start, t->events[i].end}));
    attache_article article = {.id = name, .title = arena_printf(&t->arena, "Report %zu", number), .text = t->text.p, .text_size = t->text.n, .dateline_place = "", .dateline_country = "", .byline = "",
                               .date = published, .language = "en", .url = arena_printf(&t->arena, "https://paper.example/%zu", number), .site = arena_printf(&t->arena, "Paper %u", below(60))};
    t->doc = (StoreDocument){.name = name, .hash = number + 1, .message = "", .article = article, .publication = article.site, .sentences = t->sentences,
                             .n_sentences = EVENTS_A_DOCUMENT, .events = t->events, .n_events = EVENTS_A_DOCUMENT};
}

/* ---- storing ---- */

static void complain(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)user;
    fprintf(stderr, "bench_store: %s: %s\n", where, message);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* other processes do not count */
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static attache_status write_batch(Writer *w, StoreDocument *const *batch, size_t n) {
    FORWARD_IF_ERROR(writer_begin(w));
    for (size_t i = 0; i < n; i++) FORWARD_IF_ERROR(writer_add(w, batch[i]));
    return writer_end(w);
}

static attache_status fill(Store *s, size_t documents) {
    Writer *w;
    Draft *t = base_zalloc(sizeof *t);
    StoreDocument *batch[BATCH];
    DocumentCopies *copies = document_copies_new();
    FORWARD_IF_ERROR(writer_open(s, &w));
    attache_status status = ATTACHE_OK;
    for (size_t i = 0, n = 0; i < documents && status == ATTACHE_OK; i++) {
        make_document(t, i, documents);
        batch[n++] = document_copy(copies, &t->doc);
        if (n < BATCH && i + 1 < documents) continue;
        status = write_batch(w, batch, n);
        while (n) document_copy_free(batch[--n]);
    }
    if (status == ATTACHE_OK) status = writer_finish(w, 0, 0);
    writer_close(w);
    document_copies_free(copies);
    arena_free(&t->arena);
    buf_free(&t->text);
    free(t);
    return status;
}

/* ---- queries ---- */

static int count_row(const attache_column *columns, const char *const *values, size_t n, void *rows) {
    (void)columns, (void)n;
    *(size_t *)rows += values != NULL;
    return 0;
}

static int compare_doubles(const void *a, const void *b) { return *(const double *)a < *(const double *)b ? -1 : *(const double *)a > *(const double *)b; }

static void time_query(Store *s, const char *name, attache_query q) {
    double times[RUNS];
    size_t rows = 0;
    Where where = {.country = q.place};
    const char *wrong;
    if (q.box && !where_box(q.box, &where, &wrong)) exit(3);
    for (int i = 0; i < RUNS; i++) {
        double begun = now();
        rows = 0;
        if (ask_run(s, &q, &where, count_row, &rows) != ATTACHE_OK) exit(3);
        times[i] = (now() - begun) * 1000;
    }
    qsort(times, RUNS, sizeof *times, compare_doubles);
    printf("query %s (%zu rows) ms,%.1f\n", name, rows, times[RUNS / 2]);
}

static void time_queries(Store *s) {
    time_query(s, "newest events", (attache_query){.ask = ATTACHE_ASK_EVENTS});
    time_query(s, "newest happenings", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS});
    time_query(s, "newest happenings of two sources or more", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .min_sources = 2});
    time_query(s, "busiest dyad by month", (attache_query){.ask = ATTACHE_ASK_EVENTS, .dyad = "USA,CHN", .by = "month"});
    time_query(s, "busiest dyad's happenings by week", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .dyad = "USA,CHN", .by = "week"});
    time_query(s, "dyad, two years, categories, context, by month",
               (attache_query){.ask = ATTACHE_ASK_EVENTS, .dyad = "KAZ,IND", .from = "2017", .to = "2018", .event = "CONSULT,COOPERATE", .context = "military", .by = "month"});
    time_query(s, "dyad's events", (attache_query){.ask = ATTACHE_ASK_EVENTS, .dyad = "KAZ,IND", .limit = 100});
    time_query(s, "actor's happenings", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .actor = "IND", .limit = 100});
    time_query(s, "sector of a state by month", (attache_query){.ask = ATTACHE_ASK_EVENTS, .actor = "USA.GOV", .by = "month"});
    time_query(s, "sectors of one state by month", (attache_query){.ask = ATTACHE_ASK_EVENTS, .dyad = "USA.GOV,USA.REB", .by = "month"});
    time_query(s, "busiest within states", (attache_query){.ask = ATTACHE_ASK_DYADS, .within = true});
    time_query(s, "actor by month, one year", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .actor = "USA", .from = "2017", .to = "2017", .by = "month"});
    time_query(s, "all by month", (attache_query){.ask = ATTACHE_ASK_EVENTS, .by = "month"});
    time_query(s, "one category by month", (attache_query){.ask = ATTACHE_ASK_EVENTS, .event = "AID", .by = "month"});
    time_query(s, "busiest dyads", (attache_query){.ask = ATTACHE_ASK_DYADS});
    time_query(s, "coldest dyads of two years", (attache_query){.ask = ATTACHE_ASK_DYADS, .rank = "coldest", .from = "2016", .to = "2017"});
    time_query(s, "most changed dyads of a year", (attache_query){.ask = ATTACHE_ASK_DYADS, .rank = "changed", .from = "2017", .to = "2017"});
    time_query(s, "person", (attache_query){.ask = ATTACHE_ASK_EVENTS, .person = "Number7"});
    time_query(s, "words", (attache_query){.ask = ATTACHE_ASK_EVENTS, .text = "vaccines AND uranium AND canal"});
    time_query(s, "words of a dyad", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .dyad = "KAZ,IND", .text = "\"over missiles\""});
    time_query(s, "in a state, newest", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .place = "KEN"});
    time_query(s, "in a box, by month", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .box = "-5,20,5,40", .by = "month"});
    time_query(s, "25 dead or more, newest", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .min_dead = 25});
    time_query(s, "10 dead or more, of an actor, newest", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .actor = "USA", .min_dead = 10});
    time_query(s, "CAMEO 17 and 194, newest", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .cameo = "17,194"});
    time_query(s, "CAMEO 19, by month", (attache_query){.ask = ATTACHE_ASK_EVENTS, .cameo = "19", .by = "month"});
    time_query(s, "an actor, by month and category", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .actor = "USA", .by = "month,event"});
    time_query(s, "a pair, by place and year", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .dyad = "USA,CHN", .by = "place,year"});
    time_query(s, "a pair, 0.5 sure", (attache_query){.ask = ATTACHE_ASK_EVENTS, .dyad = "USA,CHN", .min_confidence = 0.5, .by = "month"});
    time_query(s, "all by week", (attache_query){.ask = ATTACHE_ASK_EVENTS, .by = "week"});
    time_query(s, "all by publisher", (attache_query){.ask = ATTACHE_ASK_EVENTS, .by = "source"});
    time_query(s, "all happenings by publisher", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .by = "source"});
    time_query(s, "all by actor", (attache_query){.ask = ATTACHE_ASK_EVENTS, .by = "actor"});
    time_query(s, "all by place and year", (attache_query){.ask = ATTACHE_ASK_EVENTS, .by = "place,year"});
    time_query(s, "all, 0.5 sure, by month", (attache_query){.ask = ATTACHE_ASK_EVENTS, .min_confidence = 0.5, .by = "month"});
    time_query(s, "10 dead or more, their sum by year", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .min_dead = 10, .by = "year", .sum = "dead"});
    time_query(s, "dyads of parts of years", (attache_query){.ask = ATTACHE_ASK_DYADS, .from = "2010-03", .to = "2018-02"});
    time_query(s, "within states, parts of years", (attache_query){.ask = ATTACHE_ASK_DYADS, .within = true, .from = "2010-03", .to = "2018-02"});
    time_query(s, "eight actors by month", (attache_query){.ask = ATTACHE_ASK_EVENTS, .actor = "USA,CHN,RUS,IND,DEU,FRA,JPN,IRN", .by = "month"});
    time_query(s, "all by actor and place", (attache_query){.ask = ATTACHE_ASK_EVENTS, .by = "actor,place"});
    time_query(s, "all happenings by publisher and actor", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .by = "source,actor"});
    time_query(s, "all by day and actor, 10 000 of them", (attache_query){.ask = ATTACHE_ASK_EVENTS, .by = "day,actor", .limit = 10000});
    time_query(s, "all happenings by week and actor, 10 000 of them", (attache_query){.ask = ATTACHE_ASK_HAPPENINGS, .by = "week,actor", .limit = 10000});
    time_query(s, "pairs of a sector of a state", (attache_query){.ask = ATTACHE_ASK_DYADS, .actor = "USA.GOV"});
    time_query(s, "one happening", (attache_query){.ask = ATTACHE_ASK_SHOW, .id = "made-1000#2"});
}

static int64_t ask_number(Store *s, const char *sql) {
    sqlite3_stmt *statement;
    if (store_prepare(s, sql, &statement) != ATTACHE_OK || sqlite3_step(statement) != SQLITE_ROW) exit(3);
    int64_t n = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return n;
}

int main(int argc, char **argv) {
    size_t events = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    char own[] = P_tmpdir "/bench-store-XXXXXX";
    const Reporter reporter = {complain, NULL};
    Store *s;
    struct stat st;
    if (argc <= 2) close(mkstemp(own));
    const char *path = argc > 2 ? argv[2] : own;
    double begun = now();
    if (events) {
        if (store_open(path, STORE_CREATE, &reporter, &s) != ATTACHE_OK || fill(s, events / EVENTS_A_DOCUMENT) != ATTACHE_OK) return 3;
        store_run(s, "PRAGMA wal_checkpoint(TRUNCATE)");
        store_close(s);
    }
    double seconds = now() - begun;
    if (stat(path, &st) != 0 || store_open(path, STORE_READ, &reporter, &s) != ATTACHE_OK) return 3;
    printf("events,%lld\nhappenings,%lld\nfile MB,%.0f\nseconds,%.0f\nevents/s,%.0f\n", (long long)ask_number(s, "SELECT count(*) FROM event"),
           (long long)ask_number(s, "SELECT count(*) FROM happening"), (double)st.st_size / 1e6, seconds, (double)events / (seconds + 1e-9));
    time_queries(s);
    store_close(s);
    if (argc <= 2) unlink(own);
    return 0;
}
