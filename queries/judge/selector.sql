-- purpose: the sets of event selectors that the clauses ask for
-- params:  selectors: JSON list, one object per selector
-- reads:   nothing else
-- grain:   one row per selector of a set, and group of clauses that asks for the set
-- columns: set_key, group_key integer (0: a review asks), bits bigint (the set's place in a packed event; 0 for reviews), event varchar,
--          auto boolean, roles, with_fields varchar[] (null: not asked)
-- why:     clauses that ask for the same events share a set, so each event is matched once
create or replace temp table judge_selector as
select unnest(from_json($selectors::json, '[{
    "set_key": "INTEGER", "group_key": "INTEGER", "bits": "BIGINT", "event": "VARCHAR", "auto": "BOOLEAN",
    "roles": ["VARCHAR"], "with_fields": ["VARCHAR"]
}]'), recursive := true)
