-- purpose: the ways of judging that stand side by side
-- params:  rows: JSON list, one object per variant
-- reads:   nothing else
-- grain:   one row per policy, clause and variant
-- columns: policy, clause, reading varchar (main: the clause as it stands), clause_place, place integer (the order to show
--          them in), calendar varchar, measure integer (what its limits are measured by; null: it has no limit)
-- why:     what is asked stands apart from the queries, so that each of them is one text
create or replace temp table what_if_variant as
select unnest(from_json($rows::json, '[{
    "policy": "VARCHAR", "clause": "VARCHAR", "reading": "VARCHAR", "clause_place": "INTEGER", "place": "INTEGER",
    "calendar": "VARCHAR", "measure": "INTEGER"
}]'), recursive := true)
