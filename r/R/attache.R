# Functions over the library: texts, pages, files and stores in, data frames out.

opened <- new.env()

# One is opened when it is first needed, and kept.
default_coder <- function() {
    if (is.null(opened$coder)) opened$coder <- coder()
    opened$coder
}

coder <- function(know = character(), min_confidence = NULL, model = character()) {
    least <- if (is.null(min_confidence)) 0 else if (min_confidence > 0) min_confidence else -1
    structure(list(pointer = .Call(r_open, as.character(know), as.character(model), as.numeric(least))), class = "attache_coder")
}

# A tibble where tibble is there.
frame <- function(x) {
    if (!is.data.frame(x)) x <- as.data.frame(x, stringsAsFactors = FALSE)
    if (requireNamespace("tibble", quietly = TRUE)) tibble::as_tibble(x) else x
}

document_columns <- c("id", "text", "html", "page", "date", "fetched", "title", "url", "source", "language")

code <- function(x, ..., all = FALSE, threads = 0, coder = NULL) {
    if (is.null(coder)) coder <- default_coder()
    given <- if (is.data.frame(x)) as.list(x) else list(page = x)
    given <- c(given, list(...))
    unknown <- setdiff(names(list(...)), document_columns)
    if (length(unknown)) stop("documents have no \"", unknown[1], "\"; they have ", paste(document_columns, collapse = ", "))
    given <- given[names(given) %in% document_columns]
    if (!any(c("text", "html", "page") %in% names(given))) stop("documents need a column text, html or page")
    n <- max(lengths(given))
    given <- lapply(given, function(v) rep_len(as.character(v), n))
    frame(.Call(r_code, coder$pointer, given, all, as.integer(threads)))
}

code_files <- function(files, all = FALSE, threads = 0, coder = NULL) {
    if (is.null(coder)) coder <- default_coder()
    frame(.Call(r_code_files, coder$pointer, as.character(files), all, as.integer(threads)))
}

read <- function(pages, coder = NULL) {
    if (is.null(coder)) coder <- default_coder()
    frame(.Call(r_read, coder$pointer, as.character(pages)))
}

who <- function(phrases, date = "", context = "", coder = NULL) {
    if (is.null(coder)) coder <- default_coder()
    frame(.Call(r_who, coder$pointer, as.character(phrases), as.character(date), as.character(context)))
}

codes <- function(parties, sep = ";") {
    vapply(parties, function(p) {
        code <- ifelse(p$sector == "", p$code, ifelse(p$code == "", p$sector, paste(p$code, p$sector, sep = ".")))
        paste(ifelse(code == "", p$entity_text, code), collapse = sep)
    }, "")
}

filter_names <- c("dyad", "actor", "from", "to", "event", "mode", "context", "quad", "cameo", "place", "near", "box", "dead", "injured", "arrested", "min_confidence", "min_sources", "person", "text", "limit")
filter_numbers <- c("dead", "injured", "arrested", "min_confidence", "min_sources", "limit")

from_store <- function(store, what, filters, known, all = FALSE, corrected = FALSE, coder = NULL) {
    if (is.null(coder)) coder <- default_coder()
    unknown <- setdiff(names(filters), known)
    if (length(filters) && (is.null(names(filters)) || length(unknown))) stop("there is no filter \"", unknown[1], "\"; there are ", paste(known, collapse = ", "))
    filters <- lapply(setNames(names(filters), names(filters)), function(n) {
        if (n %in% filter_numbers) as.numeric(filters[[n]]) else paste(as.character(filters[[n]]), collapse = ",")
    })
    frame(.Call(r_export, coder$pointer, as.character(store), as.integer(what), filters, all, corrected))
}

events <- function(store, ..., all = FALSE, corrected = FALSE, coder = NULL) from_store(store, 0, list(...), filter_names, all, corrected, coder)

happenings <- function(store, ..., all = FALSE, coder = NULL) from_store(store, 1, list(...), filter_names, all, coder = coder)

dyads <- function(store, ..., coder = NULL) from_store(store, 2, list(...), c("dyad", "actor", "from", "to", "event"), coder = coder)
