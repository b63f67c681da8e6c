-- purpose: the ways of judging that stand side by side
-- params:  rows: JSON list, one object per variant
-- reads:   nothing else
-- grain:   one row per policy, clause and variant
-- columns: policy, clause, reading varchar (main: the clause as it stands), clause_place, place integer (the order to show
--          them in), calendar varchar, measure integer (what its limits are measured by; null: it has no limit),
--          in_force varchar (the limit of the newest version that has begun; null: none),
--          is_of_some_versions boolean (other versions of the clause have no such variant),
--          limits_are_of_some_versions boolean (the duties of other versions cannot be measured by a limit)
-- why:     what is asked stands apart from the queries, so that each of them is one text
create or replace temp table what_if_variant as
select unnest(from_json($rows::json, '[{
    "policy": "VARCHAR", "clause": "VARCHAR", "reading": "VARCHAR", "clause_place": "INTEGER", "place": "INTEGER",
    "calendar": "VARCHAR", "measure": "INTEGER", "in_force": "VARCHAR",
    "is_of_some_versions": "BOOLEAN", "limits_are_of_some_versions": "BOOLEAN"
}]'), recursive := true)
