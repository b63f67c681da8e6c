-- purpose: what a span aims at, counted from a start whose clock has been read
-- params:  starts: name of a table with the columns of clock_of, unit and amount, and any further columns
-- reads:   nothing else
-- grain:   one row per row of starts
-- columns: those of starts, then target bigint (see due_of)
-- why:     a month without such a day ends on its last day, as adding an interval to a date does
create or replace temp macro target_of(starts) as table
select
    s.*,
    case s.unit
        when 'elapsed' then s.at_us + s.amount
        when 'open_time' then s.clock + s.amount
        when 'business_days' then s.business_upto + s.amount
        when 'calendar_days' then s.day + s.amount
        when 'calendar_months'
            then (date '1970-01-01' + s.day + to_months(s.amount::integer))::date - date '1970-01-01'
    end as target
from query_table(starts) as s
