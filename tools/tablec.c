/* tablec.c - compiles the tables of data/, the towns of GeoNames and the weights of the event model into one image: build/tablec DIR PLACES [MODEL] OUT, where
 * PLACES is an empty file if there are none. Every mistake is reported as FILE:LINE, then the build stops. */
#include <errno.h>
#include <stdio.h>

#include "compile/compile.h"

static void say(attache_status status, const char *where, const char *message, void *user) {
    (void)status, (void)user;
    fprintf(stderr, "%s: %s\n", where, message);
}

static int write_file(const char *path, const Buf *bytes) {
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(bytes->p, 1, bytes->n, f) == bytes->n;
    if (f && fclose(f) != 0) ok = false;
    if (!ok) fprintf(stderr, "tablec: %s: %s\n", path, strerror(errno));
    return ok ? 0 : 1;
}

int main(int argc, char **argv) {
    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: tablec DIR PLACES [MODEL] OUT\n");
        return 2;
    }
    Reporter reporter = {say, NULL};
    KnowledgeBuilder builder;
    Buf bytes = {0};
    knowledge_builder_init(&builder, argv[1], &reporter);
    attache_status places = place_compile(&builder, argv[2]);
    attache_status know = kb_compile(&builder), code = event_compile(&builder); /* all of them, so that all mistakes are reported at once */
    attache_status tables = lang_compile(argv[1], &builder.image, &reporter);
    int status = 1;
    if (argc == 5 && code == ATTACHE_OK) code = event_add_model(&builder, argv[3]);
    if (places == ATTACHE_OK && know == ATTACHE_OK && code == ATTACHE_OK && tables == ATTACHE_OK) {
        knowledge_builder_finish(&builder, &bytes);
        status = write_file(argv[argc - 1], &bytes);
    }
    knowledge_builder_free(&builder);
    buf_free(&bytes);
    return status;
}
