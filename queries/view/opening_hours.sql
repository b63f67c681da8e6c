-- purpose: when the calendars of the clauses are open and when closed
-- params:  none
-- reads:   judge_clause, calendar_clock
-- grain:   one row per calendar and stretch of a UTC day in which nothing changes
-- columns: calendar varchar, utc_day date, from_at, to_at timestamp (UTC, the end not included), is_open boolean
-- why:     reports ask whether a promise's clock ran while nobody was there; one equality join on the day finds the stretch
create or replace temp view opening_hours as
select
    k.calendar,
    make_timestamp(c.from_us)::date as utc_day,
    make_timestamp(c.from_us) as from_at,
    make_timestamp(c.to_us) as to_at,
    c.is_open
from (
    select distinct
        j.calendar,
        j.calendar_key
    from judge_clause as j
) as k
join calendar_clock as c
    on c.calendar_key = k.calendar_key
