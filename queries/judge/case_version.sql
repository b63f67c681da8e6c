-- purpose: the version of each policy by which each case is judged
-- params:  first_case, last_case bigint: the range of case keys
-- reads:   judge_case, judge_version, calendar_clock
-- grain:   one row per case of the range and policy with a version in force on its date of receipt
-- columns: case_key bigint, version_key integer
-- why:     the date of receipt is read in the zone of the policy's calendar, whatever calendar a clause has
create or replace temp table judge_case_version as
with asked as (
    select
        k.case_key,
        k.received_us as at_us,
        v.version_key,
        v.calendar_key,
        v.first_day,
        v.last_day
    from judge_case as k
    cross join judge_version as v
    where k.case_key between $first_case and $last_case
)
select
    a.case_key,
    a.version_key
from asked as a
join calendar_clock as c
    on c.calendar_key = a.calendar_key
    and c.utc_day = a.at_us // 86400000000
    and c.from_us <= a.at_us
    and c.to_us > a.at_us
where coalesce(c.day >= a.first_day, true)
    and coalesce(c.day <= a.last_day, true)
