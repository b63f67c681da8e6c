-- purpose: writes the events of an import as the lake keeps them
-- params:  path: the file to write
-- reads:   events_out
-- grain:   one row per event, in the order of events_out
-- columns: those of events_out, attributes as map(varchar, varchar)
-- why:     the map is made last, because maps are slow to sort
copy (
    select e.* replace (cast(cast(e.attributes as json) as map(varchar, varchar)) as attributes)
    from events_out as e
)
to $path (format parquet, compression zstd)
