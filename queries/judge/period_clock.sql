-- purpose: what each calendar says of the end of each reporting period
-- params:  none
-- reads:   judge_period, calendar_clock
-- grain:   one row per calendar and period
-- columns: calendar_key, period_no integer, period_start date, end_us bigint; probe_clock bigint, is_reached boolean, probe_day integer,
--          probe_before bigint: the clock just behind the end, as window_of reads it (null: beyond what was laid out)
-- why:     how many windows of a schedule fall due up to the end of a period is then a division
create or replace temp table judge_period_clock as
with laid_out as (
    select distinct c.calendar_key
    from calendar_clock as c
)
select
    l.calendar_key,
    p.period_no,
    p.period_start,
    p.end_us,
    c.open_before + case when c.is_open then p.end_us + 1 - c.from_us else 0 end as probe_clock,
    case when p.end_us + 1 > c.from_us then c.is_open else c.was_open end as is_reached,
    d.day as probe_day,
    d.business_before as probe_before
from laid_out as l
cross join judge_period as p
left join calendar_clock as c
    on c.calendar_key = l.calendar_key
    and c.utc_day = utc_day(p.end_us + 1)
    and c.from_us <= p.end_us + 1
    and c.to_us > p.end_us + 1
left join calendar_clock as d
    on d.calendar_key = l.calendar_key
    and d.utc_day = utc_day(p.end_us)
    and d.from_us <= p.end_us
    and d.to_us > p.end_us
