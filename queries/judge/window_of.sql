-- purpose: the number of the window of a schedule in which an instant lies: the first one that is due at or after it
-- params:  instants: name of a table with the columns of judge_schedule and probe_us bigint, and any further columns
-- reads:   calendar_clock
-- grain:   one row per row of instants
-- columns: those of instants, then window_no bigint (at least 1)
-- why:     windows end included, so dates are read one microsecond earlier; out of hours an instant belongs to the next window
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
        on c.calendar_key = i.calendar_key
        and c.utc_day = utc_day(i.probe_us)
        and c.from_us <= i.probe_us
        and c.to_us > i.probe_us
    left join calendar_clock as d
        on d.calendar_key = i.calendar_key
        and d.utc_day = utc_day(i.probe_us - 1)
        and d.from_us <= i.probe_us - 1
        and d.to_us > i.probe_us - 1
),
guessed as (
    select
        r.*,
        datediff('month', date '1970-01-01' + r.start_day, date '1970-01-01' + r.probe_day) // r.amount as whole_months
    from read_clock as r
)
select
    g.* exclude (whole_months),
    greatest(1, case g.unit
        when 'elapsed' then (g.probe_us - g.start_us + g.amount - 1) // g.amount
        when 'open_time' then case
            when g.is_reached then (g.probe_clock - g.start_clock + g.amount - 1) // g.amount
            else (g.probe_clock - g.start_clock) // g.amount + 1
        end
        when 'business_days' then (g.probe_before - g.start_upto) // g.amount + 1
        when 'calendar_days' then (g.probe_day - g.start_day + g.amount - 1) // g.amount
        else case
            when g.probe_day <= (date '1970-01-01' + g.start_day + to_months((g.whole_months * g.amount)::integer))::date - date '1970-01-01'
                then g.whole_months
            else g.whole_months + 1
        end
    end)::bigint as window_no
from guessed as g
