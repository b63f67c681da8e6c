-- purpose: writes the cases of an import as the lake keeps them
-- params:  path: the file to write
-- reads:   cases_out
-- grain:   one row per source and case_id, in the order of cases_out
-- columns: those of cases_out, attributes as map(varchar, varchar)
-- why:     the map is made last, because maps are slow to sort
copy (
    select c.* replace (cast(cast(c.attributes as json) as map(varchar, varchar)) as attributes)
    from cases_out as c
)
to $path (format parquet, compression zstd)
