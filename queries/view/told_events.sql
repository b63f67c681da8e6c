-- purpose: the events that each source, and each list of cases with other columns, can report at all
-- params:  rows: JSON list, one object per source, teller and event
-- reads:   nothing else
-- grain:   one row per source, teller and event
-- columns: source varchar; teller integer (0: all cases of the source whose file is not in file_teller); event varchar
-- why:     where nobody can report an event, silence proves nothing
create temp table told_events as
select unnest(from_json($rows::json, '[{"source": "VARCHAR", "teller": "INTEGER", "event": "VARCHAR"}]'), recursive := true)
