/* embed.S - knowledge, model, the store's schema and the desk's pages, queries and description as read-only bytes of the program; the names in capitals are
 * paths given by the Makefile. */
    .section .rodata
    .global attache_knowledge_start, attache_knowledge_end, attache_model_start, attache_model_end
    .hidden attache_knowledge_start
    .hidden attache_knowledge_end
    .hidden attache_model_start
    .hidden attache_model_end
    .balign 64
attache_knowledge_start:
    .incbin KNOWLEDGE
attache_knowledge_end:
    .balign 64
attache_model_start:
    .incbin MODEL
attache_model_end:
    .global attache_schema
    .hidden attache_schema
attache_schema:
    .incbin SCHEMA
    .byte 0
    .global attache_site_start, attache_site_end, attache_queries_start, attache_queries_end, attache_openapi_start, attache_openapi_end
    .hidden attache_site_start
    .hidden attache_site_end
    .hidden attache_queries_start
    .hidden attache_queries_end
    .hidden attache_openapi_start
    .hidden attache_openapi_end
attache_site_start:
    .incbin SITE
attache_site_end:
attache_queries_start:
    .incbin QUERIES
attache_queries_end:
attache_openapi_start:
    .incbin OPENAPI
attache_openapi_end:
    .section .note.GNU-stack, "", %progbits
