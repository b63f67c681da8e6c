-- purpose: writes the timelines of an import's cases
-- params:  path: the file to write
-- reads:   timelines_out
-- grain:   one row per source and case with any event
-- columns: those of timelines_out
-- why:     they stand in the order of their cases, as they were put together
copy (
    select t.*
    from timelines_out as t
)
to $path (format parquet, compression zstd, row_group_size 65536)
