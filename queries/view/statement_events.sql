-- purpose: the events that each statement tells in the place of files of other kinds
-- params:  rows: JSON list, one object per statement, kind of file and event
-- reads:   nothing else
-- grain:   one row per statement, kind of file and event
-- columns: statement bigint, table_name, event varchar
-- why:     a statement of other files replaces only what it tells itself: not all that its mapping vouches for
create temp table statement_events as
select unnest(from_json($rows::json, '[{"statement": "BIGINT", "table_name": "VARCHAR", "event": "VARCHAR"}]'), recursive := true)
