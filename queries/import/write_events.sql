-- purpose: writes the events of an import as the lake keeps them
-- params:  path: the file to write
-- reads:   sorted_events
-- grain:   one row per event, in the order of sorted_events
-- columns: those of sorted_events, attributes as map(varchar, varchar)
-- why:     the map is made last, because maps are slow to sort; most events have no attributes
copy (
    select
        e.* replace (
            case e.attributes
                when '{}' then cast(map {} as map(varchar, varchar))
                else cast(cast(e.attributes as json) as map(varchar, varchar))
            end as attributes
        )
    from sorted_events as e
)
to $path (format parquet, compression zstd)
