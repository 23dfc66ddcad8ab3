/* fuzz_desk.c - any bytes as a request to the desk: its target, then one header per line, then, after an empty line, a correction. */
#include "api/attache_int.h"
#include "desk/api.h"
#include "store_checks.h"

static Reader *reader, *writer;

static const char *next_line(char **rest) {
    char *line = *rest, *end = strchr(line, '\n');
    *rest = end ? end + 1 : line + strlen(line);
    if (end) *end = 0;
    return line;
}

static void open_readers(void) {
    static Queries queries;
    if (reader) return;
    Lore lore = {knowledge->know, knowledge->lang};
    queries_open(&queries);
    must(reader_open(path, STORE_READ, &queries, &lore, NULL, &reader) == ATTACHE_OK && reader_open(path, STORE_WRITE, &queries, &lore, NULL, &writer) == ATTACHE_OK, "the store cannot be opened");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const Guard guard = {.host = {"127.0.0.1:1"}, .n_hosts = 1, .token = ""};
    Request request = {.method = "GET"};
    Reply reply = {.status = 200};
    make_store();
    open_readers();
    arena_init(&request.arena);
    char *rest = arena_copy(&request.arena, (const char *)data, size);
    const char *target = next_line(&rest);
    const char **const headers[] = {&request.host, &request.origin, &request.site, &request.type, &request.cookie, &request.authorization, &request.if_none_match};
    for (size_t i = 0; i < COUNT_OF(headers); i++) *headers[i] = next_line(&rest);
    request.body = slice_of(rest);
    if (request.body.n) request.method = "POST";
    if (!request.host[0]) request.host = "127.0.0.1:1";
    if (uri_parse(target, &request) && guard_admits(&guard, &request, &reply)) {
        if (request.body.n)
            correct_answer(reader, writer, &request, &reply);
        else if (!strncmp(request.path, "/api/v1/", 8))
            api_answer(reader, &request, &reply);
    }
    must(reply.status >= 200 && reply.status < 600, "a reply has no status");
    buf_free(&reply.body);
    arena_free(&request.arena);
    return 0;
}
