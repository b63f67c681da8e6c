-- purpose: which events stop a clause's clock, and which let it go on
-- params:  pauses: JSON list, one object per pause
-- reads:   nothing else
-- grain:   one row per clause and pause
-- columns: clause_key, pause_no integer, from_bits, until_bits hugeint (selector sets, as in a packed event)
-- why:     a clause may name several pauses
create or replace temp table judge_pause as
select unnest(from_json($pauses::json, '[{
    "clause_key": "INTEGER", "pause_no": "INTEGER", "from_bits": "HUGEINT", "until_bits": "HUGEINT"
}]'), recursive := true)
