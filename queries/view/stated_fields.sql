-- purpose: the fields of cases that nobody recorded: a mapping writes them, alike for every case
-- params:  rows: JSON list, one object per source and teller
-- reads:   nothing else
-- grain:   one row per source and teller of whose cases anything is stated
-- columns: source varchar; teller integer (as in told_events); fields varchar[]
-- why:     what is taken for granted of every case is no record of any
create temp table stated_fields as
select unnest(from_json($rows::json, '[{"source": "VARCHAR", "teller": "INTEGER", "fields": ["VARCHAR"]}]'), recursive := true)
