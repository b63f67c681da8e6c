-- purpose: the lists of cases that can report other events than their source
-- params:  rows: JSON list, one object per file
-- reads:   nothing else
-- grain:   one row per source, import and file
-- columns: source varchar, import bigint, file varchar, teller integer (as in told_events)
-- why:     a column that was added later shows nothing of the cases exported before
create temp table file_teller as
select unnest(from_json($rows::json, '[{"source": "VARCHAR", "import": "BIGINT", "file": "VARCHAR", "teller": "INTEGER"}]'), recursive := true)
