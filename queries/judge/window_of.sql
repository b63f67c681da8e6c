-- purpose: the number of the window of a schedule in which an instant lies: the first one that is due at or after it
-- params:  instants: name of a table with the columns of judge_schedule and probe_us bigint, and any further columns;
--          of window_at: the schedule's unit, amount and start, and the instant with what a calendar says of it
-- reads:   calendar_clock
-- grain:   window_at: a number; window_of: one row per row of instants
-- columns: those of instants, then window_no bigint (at least 1)
-- why:     windows end included, so dates are read one microsecond earlier; out of hours an instant belongs to the next window.
--          A calendar is looked at where the unit asks for it
create or replace temp macro window_at(
    unit, amount, start_us, start_clock, start_upto, start_day, probe_us, probe_clock, is_reached, probe_day, probe_before
) as
    greatest(1, case unit
        when 'elapsed' then (probe_us - start_us + amount - 1) // amount
        when 'open_time' then case
            when is_reached then (probe_clock - start_clock + amount - 1) // amount
            else (probe_clock - start_clock) // amount + 1
        end
        when 'business_days' then (probe_before - start_upto) // amount + 1
        when 'calendar_days' then (probe_day - start_day + amount - 1) // amount
        else datediff('month', date '1970-01-01' + start_day, date '1970-01-01' + probe_day) // amount
            + case
                when probe_day <= (date '1970-01-01' + start_day + to_months((
                    datediff('month', date '1970-01-01' + start_day, date '1970-01-01' + probe_day) // amount * amount
                )::integer))::date - date '1970-01-01' then 0
                else 1
            end
    end)::bigint;
create or replace temp macro window_of(instants) as table
with read_clock as (
    select
        i.*,
        c.open_before + case when c.is_open then i.probe_us - c.from_us else 0 end as probe_clock,
        case when i.probe_us > c.from_us then c.is_open else c.was_open end as is_reached,
        d.day as probe_day,
        d.business_before as probe_before
    from query_table(instants) as i
    left join calendar_clock as c
        on c.calendar_key = case when i.unit = 'open_time' then i.calendar_key end
        and c.utc_day = utc_day(i.probe_us)
        and c.from_us <= i.probe_us
        and c.to_us > i.probe_us
    left join calendar_clock as d
        on d.calendar_key = case when i.unit not in ('open_time', 'elapsed') then i.calendar_key end
        and d.utc_day = utc_day(i.probe_us - 1)
        and d.from_us <= i.probe_us - 1
        and d.to_us > i.probe_us - 1
)
select
    r.*,
    window_at(
        r.unit, r.amount, r.start_us, r.start_clock, r.start_upto, r.start_day,
        r.probe_us, r.probe_clock, r.is_reached, r.probe_day, r.probe_before
    ) as window_no
from read_clock as r
