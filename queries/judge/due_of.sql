-- purpose: the instant at which a target is reached: the way back from open time or days to an instant
-- params:  targets: name of a table with calendar_key, unit, target (bigint) and any further columns;
--          target is: elapsed: the instant itself; open_time: open microseconds since the timeline began;
--          business_days: the ordinal of the last business day; calendar_days, calendar_months: the local
--          date, days since 1970; null: there is no due
-- reads:   calendar_open, calendar_day
-- grain:   one row per row of targets
-- columns: those of targets, then due_us bigint
-- why:     open time ends at the close that uses it up, so a stretch holds its last instant and not its first; days end at the
--          next local midnight. Open time is cut into buckets of eight hours (see calendar::tables), so that equality finds it
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
left join calendar_open as o
    on o.calendar_key = t.calendar_key
    and o.bucket = case when t.unit = 'open_time' then (t.target - 1) // 28800000000 end
    and o.open_before < t.target
    and o.open_upto >= t.target
left join calendar_day as b
    on b.calendar_key = t.calendar_key
    and b.is_business
    and b.business_upto = case when t.unit = 'business_days' then t.target end
left join calendar_day as d
    on d.calendar_key = t.calendar_key
    and d.day = case when t.unit in ('calendar_days', 'calendar_months') then t.target end
