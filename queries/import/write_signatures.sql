-- purpose: writes the signatures of an import's events
-- params:  path: the file to write
-- reads:   signatures_out
-- grain:   one row per signature
-- columns: those of signatures_out
-- why:     timelines name them by number
copy (
    select s.*
    from signatures_out as s
    order by s.sign
)
to $path (format parquet, compression zstd)
