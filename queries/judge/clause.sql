-- purpose: the clauses to be judged, one row per reading, with what decides a verdict
-- params:  clauses: JSON list, one object per row
-- reads:   nothing else
-- grain:   one row per policy version, clause and reading
-- columns: as named below; _bits are selector sets as in a packed event (null: not asked), amounts are in the span's own unit,
--          counts_from_receipt says that a span begins with the receipt alone, which does not itself fulfil the clause;
--          rule keys are those of judge_due_from, from_us and until_us bound the receipts that the version judges
-- why:     a table of clauses lets one query judge all of a kind at once
create or replace temp table judge_clause as
select unnest(from_json($clauses::json, '[{
    "clause_key": "INTEGER", "version_key": "INTEGER", "group_key": "INTEGER",
    "policy": "VARCHAR", "clause": "VARCHAR", "reading": "VARCHAR",
    "reading_order": "INTEGER", "clause_order": "INTEGER", "cite": "VARCHAR", "text": "VARCHAR", "strength": "VARCHAR",
    "assumed": "BOOLEAN", "aim": "DOUBLE", "refs": ["VARCHAR"], "limit": "VARCHAR", "calendar": "VARCHAR",
    "effective_from": "DATE", "effective_to": "DATE", "from_us": "BIGINT", "until_us": "BIGINT",
    "type": "VARCHAR", "calendar_key": "INTEGER", "unit": "VARCHAR", "amount": "BIGINT",
    "rule_key": "INTEGER", "open_rule_key": "INTEGER",
    "each_start": "BOOLEAN", "starts_at_receipt": "BOOLEAN", "counts_from_receipt": "BOOLEAN", "at_most": "BIGINT", "fields": ["VARCHAR"], "fields_bits": "BIGINT", "require_set": "INTEGER", "requires": ["VARCHAR"], "is_plain_wait": "BOOLEAN",
    "after_bits": "BIGINT", "require_bits": "BIGINT", "until_bits": "BIGINT", "extend_bits": "BIGINT", "pause_bits": "BIGINT",
    "has_bits": "BIGINT", "lacks_bits": "BIGINT",
    "kinds": ["VARCHAR"], "channels": ["VARCHAR"], "categories": ["VARCHAR"], "severities": ["VARCHAR"],
    "outcomes": ["VARCHAR"], "teams": ["VARCHAR"]
}]'), recursive := true)
