-- purpose: the reporting periods that verdicts are counted in
-- params:  periods: JSON list, one object per period, in order
-- reads:   nothing else
-- grain:   one row per period, without gaps
-- columns: period_no integer (from 1), period_start date (its first day), start_us, end_us bigint (its bounds, the end not included)
-- why:     reporting periods are cut in the zone of the workspace
create or replace temp table judge_period as
with listed as (
    select unnest(from_json($periods::json, '[{
        "period_start": "DATE", "start_us": "BIGINT", "end_us": "BIGINT"
    }]'), recursive := true)
)
select
    (row_number() over (order by l.start_us))::integer as period_no,
    l.period_start,
    l.start_us,
    l.end_us
from listed as l
