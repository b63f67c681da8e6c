-- purpose: the events that the probes ask for
-- params:  rows: JSON list, one object per selector
-- reads:   nothing else
-- grain:   one row per probe, part, pause and selector
-- columns: probe varchar, part varchar (after, require, until, notice; from and upto of a pause), pause_no integer,
--          event varchar, auto boolean, roles, with_fields varchar[] (null: not asked)
-- why:     any selector of a part serves
create or replace temp table what_if_selector as
select unnest(from_json($rows::json, '[{
    "probe": "VARCHAR", "part": "VARCHAR", "pause_no": "INTEGER", "event": "VARCHAR", "auto": "BOOLEAN",
    "roles": ["VARCHAR"], "with_fields": ["VARCHAR"]
}]'), recursive := true)
