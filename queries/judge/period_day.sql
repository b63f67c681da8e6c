-- purpose: the reporting period of every instant, by its UTC day
-- params:  none
-- reads:   judge_period
-- grain:   one row per UTC day and period with a part of it
-- columns: utc_day integer, from_us, until_us bigint (the part, its end not included), period_no integer, period_start date
-- why:     equality on a day is many times faster than looking for the last period that begins before an instant
create or replace temp table judge_period_day as
with spread as (
    select
        p.period_no,
        p.period_start,
        p.start_us,
        p.end_us,
        unnest(range(utc_day(p.start_us), utc_day(p.end_us - 1) + 1))::integer as utc_day
    from judge_period as p
)
select
    s.utc_day,
    greatest(s.start_us, s.utc_day * 86400000000) as from_us,
    least(s.end_us, (s.utc_day + 1) * 86400000000) as until_us,
    s.period_no,
    s.period_start
from spread as s
