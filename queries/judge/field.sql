-- purpose: which fields each record clause asks for
-- params:  fields: JSON list, one object per field
-- reads:   nothing else
-- grain:   one row per clause and field
-- columns: clause_key integer, field varchar
-- why:     a name is a case column or an attribute
create or replace temp table judge_field as
select unnest(from_json($fields::json, '[{"clause_key": "INTEGER", "field": "VARCHAR"}]'), recursive := true)
