-- purpose: the events that each statement can report
-- params:  rows: JSON list, one object per statement and event
-- reads:   nothing else
-- grain:   one row per statement and event
-- columns: statement bigint, event varchar
-- why:     a statement of another kind replaces only what it can tell itself
create temp table statement_events as
select unnest(from_json($rows::json, '[{"statement": "BIGINT", "event": "VARCHAR"}]'), recursive := true)
