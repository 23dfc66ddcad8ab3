# What data frames hold is what was coded; filters, messages and mistakes.
library(attache)

e <- code("India trains Kazakh military officers.", date = "2017-11-11")
stopifnot(nrow(e) == 1, e$event == "AID", e$date == "2017-11-11", codes(e$actor) == "IND", codes(e$recipient) == "KAZ.MIL")
stopifnot(is.na(e$dead), is.list(e$mode), e$actor[[1]]$entity_text == "India", substr(e$text, 1, 5) == "India")

given <- data.frame(id = c("a", "b", "c"), text = c("India trains Kazakh officers.", NA, "Russia condemned Turkey."), date = as.Date("2017-11-11"), odd = 1:3)
many <- suppressWarnings(code(given, threads = 2))
stopifnot(identical(unique(many$doc), c("a", "c")), identical(suppressWarnings(code(given, threads = 1)), many))

pages <- system.file("extdata", "pages", package = "attache")
told <- code_files(pages)
stopifnot(nrow(told) > 8, length(unique(told$doc)) == 8, "2017-03-06" %in% told$published)

one <- paste(readLines(file.path(pages, "1.html"), encoding = "UTF-8"), collapse = "\n")
stopifnot(read(one)$title == "Kazakh minister in New Delhi for talks", read(one)$date == "2017-03-06")
w <- who(c("Chancellor Angela Merkel", "Kazakh soldiers"), date = "2017-04-01")
stopifnot(identical(w$code, c("DEU", "KAZ")), w$sector[2] == "MIL")

fails <- function(expr, words) {
    said <- tryCatch({ expr; "" }, error = conditionMessage)
    if (!grepl(words, said, fixed = TRUE)) stop("says ", said, " and not ", words)
}
fails(code(data.frame(words = "India")), "text, html or page")
fails(code("India", colour = "red"), "colour")
fails(events("nowhere.attache"), "nowhere.attache")
fails(events("nowhere.attache", colour = "red"), "colour")
bad <- tempfile()
dir.create(bad)
writeLines(c("nonsense", "1"), file.path(bad, "countries.tsv"))
fails(coder(know = bad), "countries.tsv:1")

# a store, where the test outside has made one
store <- Sys.getenv("ATTACHE_STORE")
if (nzchar(store)) {
    every <- events(store)
    stopifnot(nrow(every) > 20, setequal(names(every), names(e)))
    some <- events(store, actor = "IND", from = "2017", event = c("CONSULT", "AID"))
    stopifnot(nrow(some) > 0, nrow(some) < nrow(every), all(some$event %in% c("CONSULT", "AID")))
    stopifnot(nrow(happenings(store, actor = "IND")) > 0, is.data.frame(happenings(store)$actor[[1]]))
    months <- dyads(store, actor = "IND")
    stopifnot(nrow(months) > 0, all(months$actor == "IND" | months$recipient == "IND"), is.numeric(months$events_mean_score))
    fails(events(store, event = "NONSENSE"), "not a PLOVER category")
}
