-- purpose: the calendars that the probes are measured by
-- params:  rows: JSON list, one object per stretch
-- reads:   nothing else
-- grain:   one row per calendar and stretch in which it neither opens nor closes and the local date stays
-- columns: calendar_key integer, from_us bigint (its first instant), is_open, was_open boolean (the latter just before it),
--          open_before bigint (open microseconds before it), day integer (local date, days since 1970),
--          business_before, business_upto bigint (business days before and up to that date)
-- why:     working-time arithmetic stands once, in the program; clock changes were settled there
create or replace temp table what_if_clock as
select unnest(from_json($rows::json, '[{
    "calendar_key": "INTEGER", "from_us": "BIGINT", "is_open": "BOOLEAN", "was_open": "BOOLEAN", "open_before": "BIGINT",
    "day": "INTEGER", "business_before": "BIGINT", "business_upto": "BIGINT"
}]'), recursive := true)
