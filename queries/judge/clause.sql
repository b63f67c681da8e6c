-- purpose: the clauses to be judged, one row per reading, with what decides a verdict
-- params:  clauses: JSON list, one object per row
-- reads:   nothing else
-- grain:   one row per policy version, clause and reading
-- columns: as named below; sets are keys of judge_selector, amounts are in the span's own unit
-- why:     a table of clauses lets one query judge all of a kind at once
create or replace temp table judge_clause as
select unnest(from_json($clauses::json, '[{
    "clause_key": "INTEGER", "version_key": "INTEGER", "policy": "VARCHAR", "clause": "VARCHAR", "reading": "VARCHAR",
    "reading_order": "INTEGER", "clause_order": "INTEGER", "cite": "VARCHAR", "text": "VARCHAR", "strength": "VARCHAR",
    "assumed": "BOOLEAN", "aim": "DOUBLE", "refs": ["VARCHAR"], "limit": "VARCHAR", "calendar": "VARCHAR",
    "effective_from": "DATE", "effective_to": "DATE",
    "type": "VARCHAR", "calendar_key": "INTEGER", "unit": "VARCHAR", "amount": "BIGINT",
    "each_start": "BOOLEAN", "at_most": "BIGINT", "open_unit": "VARCHAR", "open_amount": "BIGINT",
    "after_set": "INTEGER", "require_set": "INTEGER", "until_set": "INTEGER", "extend_set": "INTEGER",
    "has_set": "INTEGER", "lacks_set": "INTEGER",
    "kinds": ["VARCHAR"], "channels": ["VARCHAR"], "categories": ["VARCHAR"], "severities": ["VARCHAR"],
    "outcomes": ["VARCHAR"], "teams": ["VARCHAR"]
}]'), recursive := true)
