-- purpose: the files that were imported, and what became of their rows
-- params:  rows: JSON list, one object per file
-- reads:   nothing else
-- grain:   one row per file
-- columns: import, statement bigint (the higher one is the newer statement; a second attempt at rows set aside has its first one's),
--          retry_of bigint (the import that set these rows aside; else null), is_retried boolean (its rows set aside were tried again),
--          source, mode, table_name varchar (which of the source's files it is), feeds_events boolean, imported_at timestamp, time_zone, file, sha256 varchar,
--          bytes, rows_in, kept, set_aside, duplicates bigint
-- why:     rows in = kept + set aside + duplicates, to the row
create temp table imports as
with listed as (
    select unnest(from_json($rows::json, '[{
        "import": "BIGINT", "statement": "BIGINT", "retry_of": "BIGINT", "is_retried": "BOOLEAN", "source": "VARCHAR", "mode": "VARCHAR", "table_name": "VARCHAR", "feeds_events": "BOOLEAN", "imported_us": "BIGINT",
        "time_zone": "VARCHAR", "file": "VARCHAR", "sha256": "VARCHAR", "bytes": "BIGINT",
        "rows_in": "BIGINT", "kept": "BIGINT", "set_aside": "BIGINT", "duplicates": "BIGINT"
    }]'), recursive := true)
)
select
    l.import,
    l.statement,
    l.retry_of,
    l.is_retried,
    l.source,
    l.mode,
    l.table_name,
    l.feeds_events,
    make_timestamp(l.imported_us) as imported_at,
    l.time_zone,
    l.file,
    l.sha256,
    l.bytes,
    l.rows_in,
    l.kept,
    l.set_aside,
    l.duplicates
from listed as l
order by l.import, l.file
