/* test_failure.c - memory runs out at the nth allocation, ours and the libraries': the public function returns an error, the process lives, nothing leaks, and
 * later calls behave as if nothing had happened. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <libxml/parser.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attache.h"
#include "base/failure.h"

/* ---- a heap that runs out ---- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
int __real_posix_memalign(void **p, size_t align, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t size);
void __wrap_free(void *p);
int __wrap_posix_memalign(void **p, size_t align, size_t size);

static atomic_long left;  /* number of calls that still succeed; negative: all do */
static atomic_bool lasts; /* what has run out stays so */
static atomic_long failed;

static bool runs_out(void) {
    if (atomic_load(&left) < 0) return false;
    if (atomic_load(&left) > 0) return atomic_fetch_sub(&left, 1), false;
    if (!atomic_load(&lasts)) atomic_store(&left, -1);
    atomic_fetch_add(&failed, 1);
    return true;
}

static void run_out_after(long n, bool for_good) {
    atomic_store(&failed, 0);
    atomic_store(&lasts, for_good);
    atomic_store(&left, n);
}

static bool ran_out(void) {
    atomic_store(&left, -1);
    return atomic_load(&failed) > 0;
}

/* Our blocks that were not freed: a set of addresses. */
enum { SLOTS = 1 << 16 };
static void *held[SLOTS];
static long n_held;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static size_t slot_of(void *p) {
    size_t i = ((uintptr_t)p >> 4) * 0x9E3779B97F4A7C15u >> 48;
    while (held[i] && held[i] != p) i = (i + 1) % SLOTS;
    return i;
}

static void *hold(void *p) {
    pthread_mutex_lock(&lock);
    if (p) held[slot_of(p)] = p, n_held++;
    pthread_mutex_unlock(&lock);
    return p;
}

static void let_go(void *p) {
    pthread_mutex_lock(&lock);
    size_t i = slot_of(p);
    if (p && held[i]) {
        held[i] = NULL, n_held--;
        for (i = (i + 1) % SLOTS; held[i]; i = (i + 1) % SLOTS) { /* what had to step aside for it */
            void *q = held[i];
            held[i] = NULL;
            held[slot_of(q)] = q;
        }
    }
    pthread_mutex_unlock(&lock);
}

void *__wrap_malloc(size_t size) { return runs_out() ? NULL : hold(__real_malloc(size)); }
void *__wrap_calloc(size_t n, size_t size) { return runs_out() ? NULL : hold(__real_calloc(n, size)); }
int __wrap_posix_memalign(void **p, size_t align, size_t size) {
    int code = runs_out() ? 12 : __real_posix_memalign(p, align, size);
    if (!code) hold(*p);
    return code;
}
void *__wrap_realloc(void *p, size_t size) {
    if (runs_out()) return NULL;
    let_go(p);
    return hold(__real_realloc(p, size));
}
void __wrap_free(void *p) {
    let_go(p);
    __real_free(p);
}

/* Those of libxml2 and SQLite, which are not counted as ours. */
static atomic_long n_xml;
static void *xml_malloc(size_t size) {
    void *p = runs_out() ? NULL : __real_malloc(size);
    if (p) atomic_fetch_add(&n_xml, 1);
    return p;
}
static void *xml_realloc(void *p, size_t size) {
    void *q = runs_out() ? NULL : __real_realloc(p, size);
    if (q && !p) atomic_fetch_add(&n_xml, 1);
    return q;
}
static void xml_free(void *p) {
    if (p) atomic_fetch_sub(&n_xml, 1);
    __real_free(p);
}
static char *xml_strdup(const char *s) {
    char *copy = xml_malloc(strlen(s) + 1);
    return copy ? strcpy(copy, s) : NULL;
}
#ifdef __SANITIZE_ADDRESS__
/* libxml2 itself loses a block now and then where it has no memory. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:xml_malloc\nleak:xml_realloc\nleak:xml_strdup"; }
#endif
static sqlite3_mem_methods sqlite;
static void *sqlite_malloc(int size) { return runs_out() ? NULL : sqlite.xMalloc(size); }
static void *sqlite_realloc(void *p, int size) { return runs_out() ? NULL : sqlite.xRealloc(p, size); }

static void stand_between(void) {
    run_out_after(-1, false);
    xmlMemSetup(xml_free, xml_malloc, xml_realloc, xml_strdup);
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite);
    sqlite3_mem_methods ours = sqlite;
    ours.xMalloc = sqlite_malloc, ours.xRealloc = sqlite_realloc;
    sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
}

/* ---- what is done ---- */

static attache *knowledge;
static attache_context *ctx;
static char dir[64], *page;
static size_t page_size, messages;

static void note(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)where, (void)message, (void)user;
    messages++;
}

static int count(const char *data, size_t size, void *user) {
    (void)data;
    *(size_t *)user += size;
    return 0;
}

static int count_event(const attache_event *event, void *user) {
    attache_status status = attache_write_event(ATTACHE_FORMAT_JSONL, event, true, count, user);
    return status != ATTACHE_OK;
}

static attache_document page_document(void) { return (attache_document){.id = "page", .data = page, .size = page_size, .kind = ATTACHE_HTML}; }

typedef attache_status work_fn(size_t *said);

static attache_status code_page(size_t *said) {
    attache_document doc = page_document();
    attache_status status = attache_code(ctx, &doc, NULL, count_event, said);
    return status == ATTACHE_STOPPED ? ATTACHE_ERR_MEMORY : status; /* the record could not be written */
}

static attache_status explain_page(size_t *said) {
    attache_document doc = page_document();
    return attache_explain(ctx, &doc, NULL, count, said);
}

static attache_status parse_text(size_t *said) {
    static const char text[] = "Chile condemned Peru \xff yesterday. Norway met Mali.\n\nKenya condemned Ghana.";
    return attache_parse(ctx, text, sizeof text - 1, NULL, count, said);
}

static attache_status read_other_bytes(size_t *said) {
    static const char text[] = "<html><head><meta charset=windows-1252></head><body><h1>Talks</h1><p>Chile\x92s minister met Peru\x92s minister in Lima.</p></body></html>";
    attache_document doc = {.id = "bytes", .data = text, .size = sizeof text - 1, .kind = ATTACHE_HTML};
    attache_article article;
    attache_status status = attache_read(ctx, &doc, &article);
    if (status == ATTACHE_OK) *said += article.text_size;
    return status;
}

static attache_status ask_who(size_t *said) {
    attache_entity e;
    attache_status status = attache_who(ctx, "the German chancellor", "2017-04-01", "", &e);
    if (status == ATTACHE_OK) *said += strlen(e.code);
    return status;
}

/* Each call fails once, at its first allocation, its second, and then at growing intervals, and permanently from there on; afterwards everything works, and
 * nothing has leaked. */
static void starve(work_fn *work) {
    size_t right = 0, said = 0;
    assert_int_equal(work(&right), ATTACHE_OK);
    assert_true(right > 0);
    long before = n_held, before_xml = n_xml;
    for (int for_good = 0; for_good < 2; for_good++)
        for (long n = 0;; n += 1 + n / 4) {
            run_out_after(n, for_good);
            size_t told = messages;
            attache_status status = work(&(size_t){0});
            bool out = ran_out();
            if (!out) {
                assert_int_equal(status, ATTACHE_OK);
                break;
            }
            assert_true(status == ATTACHE_ERR_MEMORY || status == ATTACHE_OK); /* a library may do with less */
            if (status == ATTACHE_ERR_MEMORY && work != code_page) assert_true(messages > told);
        }
    assert_int_equal(work(&said), ATTACHE_OK);
    assert_int_equal(said, right);
    assert_in_range(n_xml, 0, before_xml + 32);
    assert_in_range(n_held, 0, before + 8); /* small pending texts may leak, a page or an arena does not */
}

static void test_code(void **state) { (void)state, starve(code_page); }
static void test_explain(void **state) { (void)state, starve(explain_page); }
static void test_parse(void **state) { (void)state, starve(parse_text); }
static void test_other_bytes(void **state) { (void)state, starve(read_other_bytes); }
static void test_who(void **state) { (void)state, starve(ask_who); }

static void test_open(void **state) {
    (void)state;
    for (long n = 0;; n += 1 + n / 4) {
        attache *a = NULL;
        run_out_after(n, true);
        attache_status status = attache_open(NULL, &a);
        attache_context *c = a ? attache_context_new(a) : NULL;
        bool out = ran_out();
        attache_context_free(c);
        attache_close(a);
        assert_true(status == (a ? ATTACHE_OK : ATTACHE_ERR_MEMORY));
        if (!out) break;
    }
}

/* ---- files ---- */

static char *path_of(const char *name) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

/* ---- feeds ---- */

static attache_status read_feed(size_t *said) {
    const char *paths[] = {path_of("feed.xml")};
    attache_inputs *in = NULL;
    attache_status status = attache_inputs_open(knowledge, paths, 1, ATTACHE_AUTO, &in);
    for (attache_document doc; status == ATTACHE_OK;) {
        status = attache_inputs_next(in, &doc);
        if (status == ATTACHE_OK) *said += doc.size + strlen(doc.title);
    }
    attache_inputs_close(in);
    return status == ATTACHE_END ? ATTACHE_OK : status;
}

static void test_feed(void **state) { (void)state, starve(read_feed); }

/* ---- batches ---- */

static attache_status work_one(attache_context *c, const attache_document *doc, attache_write_fn *write, void *out, attache_stats *stats, void *user) {
    (void)stats, (void)user;
    attache_article article;
    attache_status status = attache_read(c, doc, &article);
    return status == ATTACHE_OK ? attache_write_article(doc->id, &article, write, out) : status;
}

static attache_status run_batch(unsigned threads, attache_stats *stats, size_t *said) {
    const char *paths[] = {path_of("docs.jsonl"), "examples/page.html", "examples/reports.jsonl"};
    attache_inputs *in = NULL;
    attache_status status = attache_inputs_open(knowledge, paths, 3, ATTACHE_AUTO, &in);
    if (status != ATTACHE_OK) return status;
    attache_batch batch = {.attache = knowledge, .inputs = in, .threads = threads, .work = work_one, .write = count, .user = said};
    status = attache_batch_run(&batch, stats);
    attache_inputs_close(in);
    return status;
}

/* Complete documents are left out and reported; the rest is unchanged. */
static void test_batch(void **state) {
    (void)state;
    attache_stats right = {0};
    size_t all = 0;
    assert_int_equal(run_batch(1, &right, &all), ATTACHE_OK);
    assert_int_equal(right.failed, 0);
    for (unsigned threads = 1; threads <= 2; threads++)
        for (long n = 0;; n += 1 + n / 6) {
            attache_stats stats = {0};
            size_t said = 0;
            run_out_after(n, false);
            attache_status status = run_batch(threads, &stats, &said);
            if (!ran_out()) break;
            assert_true(status == ATTACHE_OK || status == ATTACHE_ERR_MEMORY);
            if (status == ATTACHE_OK && !stats.failed && stats.documents == right.documents) assert_int_equal(said, all);
            assert_true(said <= all);
        }
}

/* ---- a store ---- */

static attache_status ingest(const char *path) {
    const char *paths[] = {path_of("docs.jsonl")};
    attache_inputs *in = NULL;
    attache_store *store = NULL;
    attache_status status = attache_inputs_open(knowledge, paths, 1, ATTACHE_AUTO, &in);
    if (status == ATTACHE_OK) status = attache_store_open(knowledge, path, ATTACHE_STORE_CREATE, &store);
    attache_ingest_counts counts = {0};
    if (status == ATTACHE_OK) status = attache_ingest_run(&(attache_ingest){.store = store, .inputs = in, .threads = 1, .batch = 3}, &counts);
    if (status == ATTACHE_OK && counts.stats.failed) status = ATTACHE_ERR_MEMORY;
    attache_store_close(store);
    attache_inputs_close(in);
    return status;
}

static attache_status export_all(const char *path, size_t *said) {
    attache_store *store = NULL;
    attache_status status = attache_store_open(knowledge, path, ATTACHE_STORE_READ, &store);
    for (int what = ATTACHE_EXPORT_EVENTS; status == ATTACHE_OK && what <= ATTACHE_EXPORT_CORRECTIONS; what++)
        status = attache_export_run(store, &(attache_export){.what = (attache_export_what)what, .format = ATTACHE_FORMAT_CSV}, NULL, count, said);
    attache_store_close(store);
    return status;
}

static void test_store(void **state) {
    (void)state;
    char path[128], other[128];
    size_t right = 0;
    snprintf(path, sizeof path, "%s/right", dir);
    snprintf(other, sizeof other, "%s/starved", dir);
    assert_int_equal(ingest(path), ATTACHE_OK);
    assert_int_equal(export_all(path, &right), ATTACHE_OK);
    for (long n = 0, runs = 0;; n += 1 + n / 4, runs++) {
        size_t said = 0;
        if (runs % 8 == 0) unlink(other);
        run_out_after(n, runs % 2);
        attache_status status = ingest(other);
        bool out = ran_out();
        assert_true(status == ATTACHE_OK || status == ATTACHE_ERR_MEMORY || (out && status == ATTACHE_ERR_IO));
        assert_int_equal(ingest(other), ATTACHE_OK);
        assert_int_equal(export_all(other, &said), ATTACHE_OK);
        assert_int_equal(said, right);
        if (!out) break;
    }
    for (long n = 0;; n += 1 + n / 4) {
        size_t said = 0;
        run_out_after(n, false);
        attache_status status = export_all(path, &said);
        if (!ran_out()) break;
        assert_true(status != ATTACHE_OK || said == right);
    }
}

/* ---- tables ---- */

/* Like starve, of what may also end because a library says that a file cannot be read: nothing is right that is not whole. */
static void starve_reading(work_fn *work) {
    size_t right = 0, said = 0;
    assert_int_equal(work(&right), ATTACHE_OK);
    assert_true(right > 0);
    long before = n_held;
    for (int for_good = 0; for_good < 2; for_good++)
        for (long n = 0;; n += 1 + n / 4) {
            size_t some = 0;
            run_out_after(n, for_good);
            attache_status status = work(&some);
            if (!ran_out()) break;
            assert_true(status != ATTACHE_OK || some == right);
        }
    assert_int_equal(work(&said), ATTACHE_OK);
    assert_int_equal(said, right);
    assert_in_range(n_held, 0, before + 8);
}

static attache_status code_table(size_t *said) {
    const char *paths[] = {path_of("docs.jsonl")};
    struct ArrowArrayStream stream;
    attache_inputs *in = NULL;
    attache_status status = attache_inputs_open(knowledge, paths, 1, ATTACHE_AUTO, &in);
    if (status == ATTACHE_OK) status = attache_arrow_code_inputs(knowledge, &(attache_arrow_options){.threads = 1}, in, &stream);
    if (status == ATTACHE_OK) status = attache_arrow_write(&stream, count, said);
    attache_inputs_close(in);
    return status;
}

static attache_status recode_table(size_t *said) { /* of documents in a table: events have an id and a text too */
    attache_store *store = NULL;
    struct ArrowArrayStream documents, stream;
    attache_status status = attache_store_open(knowledge, path_of("right"), ATTACHE_STORE_READ, &store);
    if (status == ATTACHE_OK) status = attache_arrow_export(store, &(attache_export){.what = ATTACHE_EXPORT_EVENTS}, NULL, &documents);
    if (status == ATTACHE_OK) status = attache_arrow_code(knowledge, &(attache_arrow_options){.threads = 1}, &documents, &stream);
    if (status == ATTACHE_OK) status = attache_arrow_write(&stream, count, said);
    attache_store_close(store);
    return status;
}

static attache_status export_tables(size_t *said) {
    attache_store *store = NULL;
    attache_status status = attache_store_open(knowledge, path_of("right"), ATTACHE_STORE_READ, &store);
    for (int what = ATTACHE_EXPORT_EVENTS; status == ATTACHE_OK && what <= ATTACHE_EXPORT_DYAD_MONTHS; what++) {
        struct ArrowArrayStream stream;
        status = attache_arrow_export(store, &(attache_export){.what = (attache_export_what)what}, NULL, &stream);
        if (status == ATTACHE_OK) status = attache_arrow_write(&stream, count, said);
    }
    attache_store_close(store);
    return status;
}

static void test_tables(void **state) {
    (void)state;
    starve_reading(code_table);
    starve_reading(export_tables);
    starve_reading(recode_table);
}

/* ---- a store in parts ---- */

typedef struct Packs {
    char data[1 << 16];
    int64_t offsets[8];
    size_t n;
} Packs;

static int add_pack(const char *data, size_t size, void *to) {
    Packs *p = to;
    size_t at = (size_t)p->offsets[p->n];
    if (at + size > sizeof p->data || p->n + 2 > COUNT_OF(p->offsets)) return 1;
    memcpy(p->data + at, data, size);
    p->offsets[++p->n] = (int64_t)(at + size);
    return 0;
}

static attache_status pack_some(Packs *out) {
    static const char text[] = "Chile condemned Peru on Monday. Norway met Mali in Oslo, the minister said. Kenya condemned Ghana, and police in Accra arrested 14 people.";
    static const char *const ids[] = {"a", "b", "c"};
    out->n = 0;
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        attache_document doc = {.id = ids[i], .date = "2018-01-10", .data = text, .size = sizeof text - 1, .kind = ATTACHE_TEXT};
        attache_status status = attache_pack(ctx, &doc, add_pack, out);
        if (status != ATTACHE_OK) return status;
    }
    return ATTACHE_OK;
}

static attache_status counted(attache_status status, attache_rows **rows, size_t *said) {
    if (status == ATTACHE_OK) *said += 1 + attache_rows_count(*rows);
    attache_rows_free(*rows);
    *rows = NULL;
    return status;
}

static attache_status join_parts(size_t *said) {
    static Packs packs;
    attache_rows *heads = NULL, *parts = NULL, *rows = NULL;
    attache_status status = pack_some(&packs);
    attache_bytes all = {packs.data, packs.offsets, packs.n};
    if (status == ATTACHE_OK) status = attache_pack_heads(knowledge, &all, &heads);
    if (status == ATTACHE_OK) status = attache_pack_parts(knowledge, &all, &parts);
    if (status == ATTACHE_OK) {
        attache_bytes head = attache_rows_bytes(heads, 1), signatures = attache_rows_bytes(parts, 2);
        status = counted(attache_report_blocks(knowledge, &signatures, 4, &rows), &rows, said);
        if (status == ATTACHE_OK) status = counted(attache_report_parents(knowledge, &signatures, 2018 * 13 + 5, 0, 1, &rows), &rows, said);
        if (status == ATTACHE_OK) status = counted(attache_head_blocks(knowledge, &head, 4, &rows), &rows, said);
        if (status == ATTACHE_OK) status = counted(attache_head_copies(knowledge, &head, 0, 1, &rows), &rows, said);
    }
    attache_rows_free(heads);
    attache_rows_free(parts);
    return status;
}

static attache_status add_parts(size_t *said) {
    static Packs packs;
    attache_store *store = NULL;
    attache_ingest_counts counts = {0};
    attache_status status = pack_some(&packs);
    attache_bytes all = {packs.data, packs.offsets, packs.n};
    unlink(path_of("starved"));
    if (status == ATTACHE_OK) status = attache_store_open(knowledge, path_of("starved"), ATTACHE_STORE_CREATE, &store);
    if (status == ATTACHE_OK) status = attache_store_add(store, &all, &counts);
    attache_store_close(store);
    *said += counts.added;
    return status;
}

static void test_parts(void **state) {
    (void)state;
    starve(join_parts);
    starve_reading(add_parts);
}

/* ---- the desk ---- */

static int ask_desk(unsigned port, const char *address) {
    char request[256], reply[4096] = "";
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM, 0), status = 0;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n\r\n", address, port);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0 && send(fd, request, (size_t)n, MSG_NOSIGNAL) == n && recv(fd, reply, sizeof reply - 1, MSG_WAITALL) > 0)
        sscanf(reply, "HTTP/1.1 %d", &status);
    close(fd);
    return status;
}

static void test_desk(void **state) {
    (void)state;
    static const char *const addresses[] = {"/api/v1/about", "/api/v1/events?limit=5", "/api/v1/documents?limit=2", "/api/v1/categories"};
    char path[128];
    attache_desk *desk = NULL;
    unsigned port, unavailable = 0;
    snprintf(path, sizeof path, "%s/right", dir);
    assert_int_equal(attache_desk_start(knowledge, path, &(attache_desk_options){.listen = "127.0.0.1:0", .threads = 2}, &desk), ATTACHE_OK);
    assert_int_equal(sscanf(attache_desk_address(desk), "http://127.0.0.1:%u/", &port), 1);
    int whole[4];
    for (size_t i = 0; i < COUNT_OF(addresses); i++) whole[i] = ask_desk(port, addresses[i]);
    assert_int_equal(whole[0], 200);
    for (long n = 0; n < 400; n += 1 + n / 8)
        for (size_t i = 0; i < COUNT_OF(addresses); i++) {
            run_out_after(n, n % 2);
            int status = ask_desk(port, addresses[i]);
            ran_out();
            assert_true(status == whole[i] || status == 503 || status == 500 || status == 0);
            unavailable += status == 503;
        }
    assert_true(unavailable > 0);
    for (size_t i = 0; i < COUNT_OF(addresses); i++) assert_int_equal(ask_desk(port, addresses[i]), whole[i]);
    attache_desk_stop(desk);
}

/* ---- */

static int set_up(void **state) {
    (void)state;
    Buf text = {0};
    strcpy(dir, P_tmpdir "/test_failure.XXXXXX");
    if (!mkdtemp(dir) || base_read_file("examples/page.html", 1 << 20, &text, NULL) != ATTACHE_OK) return -1;
    page = text.p, page_size = text.n;
    FILE *f = fopen(path_of("docs.jsonl"), "w");
    for (int i = 0; f && i < 8; i++)
        fprintf(f, "{\"id\":\"d%d\",\"date\":\"2018-01-%02d\",\"source\":\"Paper %d\",\"text\":\"Chile condemned Peru on Monday. Norway met Mali in Oslo. Kenya condemned Ghana.\"}\n", i, 10 + i, i % 3);
    FILE *feed = fopen(path_of("feed.xml"), "w");
    if (feed) fputs("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The &ntilde;ews</title>", feed);
    for (int i = 0; feed && i < 4; i++)
        fprintf(feed, "<item><title>Talks &amp; %d</title><link>http://a.test/%d</link><pubDate>Mon, 01 Jan 2018 10:00:00 GMT</pubDate>"
                      "<description>&lt;p&gt;Chile met &lt;b&gt;Peru&lt;/b&gt; in Lima.&lt;/p&gt;</description></item>", i, i);
    if (feed) fputs("</channel></rss>", feed);
    if (!feed || fclose(feed) != 0 || !f || fclose(f) != 0 || attache_open(&(attache_options){.on_message = note}, &knowledge) != ATTACHE_OK) return -1;
    ctx = attache_context_new(knowledge);
    return ctx ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    static const char *const names[] = {"feed.xml", "docs.jsonl", "right", "right-wal", "right-shm", "starved", "starved-wal", "starved-shm"};
    attache_context_free(ctx);
    attache_close(knowledge);
    for (size_t i = 0; i < COUNT_OF(names); i++) unlink(path_of(names[i]));
    free(page);
    return rmdir(dir);
}

enum { SECONDS = 300 };

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_code),        cmocka_unit_test(test_explain), cmocka_unit_test(test_parse),
                                       cmocka_unit_test(test_other_bytes), cmocka_unit_test(test_who),     cmocka_unit_test(test_open),
                                       cmocka_unit_test(test_batch),       cmocka_unit_test(test_store),   cmocka_unit_test(test_feed),
                                       cmocka_unit_test(test_tables),      cmocka_unit_test(test_parts),   cmocka_unit_test(test_desk)};
    setrlimit(RLIMIT_CPU, &(struct rlimit){SECONDS, SECONDS}); /* a library that has no memory may go round for ever */
    stand_between();
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
