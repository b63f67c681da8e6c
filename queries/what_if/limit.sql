-- purpose: the limits that a share of the duties would have kept, as the program estimated them
-- params:  rows: JSON list, one object per measured way and segment
-- reads:   nothing else
-- grain:   one row per measured way and segment (where asked)
-- columns: measure integer, segment, limit_unit varchar, done_count, open_count, never_count, not_shown_count bigint,
--          limit_90, limit_90_low, limit_90_high, limit_95, limit_95_low, limit_95_high,
--          limit_99, limit_99_low, limit_99_high bigint (minutes, days or months; null: no such limit)
-- why:     Kaplan and Meier 1958 (JASA 53:457), intervals as Brookmeyer and Crowley 1982 (Biometrics 38:29)
create or replace temp table what_if_limit as
select unnest(from_json($rows::json, '[{
    "measure": "INTEGER", "segment": "VARCHAR", "limit_unit": "VARCHAR",
    "done_count": "BIGINT", "open_count": "BIGINT", "never_count": "BIGINT", "not_shown_count": "BIGINT",
    "limit_90": "BIGINT", "limit_90_low": "BIGINT", "limit_90_high": "BIGINT",
    "limit_95": "BIGINT", "limit_95_low": "BIGINT", "limit_95_high": "BIGINT",
    "limit_99": "BIGINT", "limit_99_low": "BIGINT", "limit_99_high": "BIGINT"
}]'), recursive := true)
