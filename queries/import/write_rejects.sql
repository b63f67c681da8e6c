-- purpose: writes the rows that were set aside as the lake keeps them
-- params:  path: the file to write
-- reads:   rejects_out
-- grain:   one row per row set aside, in the order of rejects_out
-- columns: those of rejects_out
-- why:     all three files are there in every import, empty or not
copy rejects_out
to $path (format parquet, compression zstd)
