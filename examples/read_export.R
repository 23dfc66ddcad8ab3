#!/usr/bin/env Rscript
# Reads what `attache export` writes, with R alone; JSONL with the package jsonlite where it is there.
#
#   attache export --format csv --output events.csv news.attache
#   attache export --format tsv --output dyads.tsv  news.attache dyads
#   Rscript read_export.R events.csv dyads.tsv
#
# Columns are in docs/columns.md. CAMEO codes are text (042), and so are dates: 2017-11 is a month.
has <- function(package) requireNamespace(package, quietly = TRUE)

read_export <- function(path) {
  kind <- sub(".*\\.", "", path)
  text <- c(date = "character", period = "character", cameo = "character", id = "character", doc = "character")
  if (kind == "jsonl") return(if (has("jsonlite")) jsonlite::stream_in(file(path), verbose = FALSE) else NULL)
  if (kind == "csv") {
    names <- names(read.csv(path, nrows = 1))
    return(read.csv(path, colClasses = text[intersect(names(text), names)], na.strings = ""))
  }
  header <- kind != "gdelt"
  table <- read.delim(path, header = header, quote = "", comment.char = "", colClasses = "character", check.names = FALSE, na.strings = "")
  numbers <- grep("^(events|happenings|quad_code|event_scale|reports|sources|Intensity)", names(table), value = TRUE)
  table[numbers] <- lapply(table[numbers], as.numeric)
  table
}

for (path in commandArgs(trailingOnly = TRUE)) {
  table <- if (file.size(path) > 0) read_export(path) # JSONL and GDELT of an empty store have not even a header line
  if (is.null(table)) next
  cat("R", path, nrow(table), "rows", ncol(table), "columns\n", sep = "\t")
  if (nrow(table) > 0 && all(c("event", "event_scale") %in% names(table)) && is.character(table$event)) print(aggregate(event_scale ~ event, table, mean))
}
