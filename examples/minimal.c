/* minimal.c - the smallest program that codes a text with libattache: prints who did what to whom, a line an event.
 *
 *     cc minimal.c $(pkg-config --cflags --libs attache) -o minimal && ./minimal "Chile condemned Peru." */
#include <attache.h>
#include <string.h>

static const char *code_of(const attache_entity *list, size_t n) { return n ? list[0].code : "-"; }

static int on_event(const attache_event *e, void *user) {
    (void)user;
    printf("%s %s %s %s\n", e->date, code_of(e->actors, e->n_actors), e->event, code_of(e->recipients, e->n_recipients));
    return 0;
}

int main(int argc, char **argv) {
    const char *text = argc > 1 ? argv[1] : "Chile condemned Peru.";
    attache *knowledge;
    if (attache_open(NULL, &knowledge) != ATTACHE_OK) return 1;
    attache_context *ctx = attache_context_new(knowledge);
    attache_document doc = {.id = "example", .date = "2018-01-15", .data = text, .size = strlen(text), .kind = ATTACHE_TEXT};
    attache_status status = attache_code(ctx, &doc, NULL, on_event, NULL);
    if (status != ATTACHE_OK) fprintf(stderr, "%s\n", attache_status_text(status));
    attache_context_free(ctx);
    attache_close(knowledge);
    return status != ATTACHE_OK;
}
