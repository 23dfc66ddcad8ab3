/* embed.c - knowledge, models, the store's schema and the desk's pages, queries and description as read-only bytes of the program. The names in capitals are
 * paths given by the Makefile. Each is NAME_start to NAME_end; the schema ends with a zero byte and is a string. The assembler includes the files, which is fast
 * even for many megabytes. Nothing here depends on the processor; the two common kinds of object files differ only in how a name is written and hidden. */
#ifdef __APPLE__
#define NAME(name) "_" name
#define SECTION ".section __TEXT,__const\n"
#define HIDE ".private_extern "
#define WITHIN(name) ".alt_entry " NAME(name) "\n" /* the linker may move what follows a label, but must not separate the end from the start */
#else
#define NAME(name) name
#define SECTION ".section .rodata\n"
#define HIDE ".hidden "
#define WITHIN(name)
#endif

#define OFFER(name) ".globl " NAME(name) "\n" HIDE NAME(name) "\n"
#define BYTES(name, path)                                                                                                                            \
    SECTION ".balign 64\n" OFFER(name "_start") OFFER(name "_end") NAME(name "_start") ":\n.incbin \"" path "\"\n" WITHIN(name "_end") NAME(name "_end") \
        ":\n.byte 0\n.text\n"

__asm__(BYTES("attache_knowledge", KNOWLEDGE));
__asm__(BYTES("attache_model", MODEL));
__asm__(BYTES("attache_link", LINK));
__asm__(BYTES("attache_site", SITE));
__asm__(BYTES("attache_queries", QUERIES));
__asm__(BYTES("attache_openapi", OPENAPI));
__asm__(SECTION OFFER("attache_schema") NAME("attache_schema") ":\n.incbin \"" SCHEMA "\"\n.byte 0\n.text\n");
