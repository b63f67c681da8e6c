-- purpose: the events that each source can report at all
-- params:  rows: JSON list, one object per source and event
-- reads:   nothing else
-- grain:   one row per source and event
-- columns: source, event varchar
-- why:     where a source cannot report an event, its silence proves nothing
create temp table source_events as
select unnest(from_json($rows::json, '[{"source": "VARCHAR", "event": "VARCHAR"}]'), recursive := true)
