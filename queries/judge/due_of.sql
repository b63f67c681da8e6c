-- purpose: the instant at which a target is reached: the way back from open time or days to an instant
-- params:  targets: name of a table with calendar_key, unit, target (bigint) and any further columns;
--          target is: elapsed: the instant itself; open_time: open microseconds since the timeline began;
--          business_days: the ordinal of the last business day; calendar_days, calendar_months: the local
--          date, days since 1970; null: there is no due
-- reads:   calendar_open, calendar_day
-- grain:   one row per row of targets
-- columns: those of targets, then due_us bigint
-- why:     open time ends at the close that uses it up, hence the strict comparison; days end at the next local midnight
create or replace temp macro due_of(targets) as table
select
    t.*,
    case t.unit
        when 'elapsed' then t.target
        when 'open_time' then o.opens_us + t.target - o.open_before
        when 'business_days' then b.ends_us
        else d.ends_us
    end as due_us
from query_table(targets) as t
asof left join calendar_open as o
    on o.calendar_key = t.calendar_key
    and o.open_before < case when t.unit = 'open_time' then t.target end
left join calendar_day as b
    on b.calendar_key = t.calendar_key
    and b.is_business
    and b.business_upto = case when t.unit = 'business_days' then t.target end
left join calendar_day as d
    on d.calendar_key = t.calendar_key
    and d.day = case when t.unit in ('calendar_days', 'calendar_months') then t.target end
