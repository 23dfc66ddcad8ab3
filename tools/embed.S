/* embed.S - knowledge, model and the store's schema as read-only bytes of the program; KNOWLEDGE, MODEL and SCHEMA are paths given by the Makefile. */
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
    .section .note.GNU-stack, "", %progbits
