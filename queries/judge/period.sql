-- purpose: the reporting periods that verdicts are counted in
-- params:  periods: JSON list, one object per period
-- reads:   nothing else
-- grain:   one row per period, without gaps
-- columns: period_start date (its first day), start_us, end_us bigint (its bounds, the end not included)
-- why:     periods are cut in the zone of the workspace, which SQL does not know
create or replace temp table judge_period as
select unnest(from_json($periods::json, '[{
    "period_start": "DATE", "start_us": "BIGINT", "end_us": "BIGINT"
}]'), recursive := true)
