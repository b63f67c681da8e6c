-- purpose: reads a calendar at instants: open time so far, local day, business days so far
-- params:  requests: name of a table with calendar_key, at_us (bigint, UTC microseconds) and any further columns
-- reads:   calendar_clock
-- grain:   one row per row of requests
-- columns: those of requests, then clock bigint (open microseconds since the timeline began),
--          is_reached boolean (open time ran up to this very instant), day integer (local date,
--          days since 1970), business_before, business_upto bigint (business days before and up to that date)
-- why:     one equality join on the UTC day; daylight saving was settled when the table was made
create or replace temp macro clock_of(requests) as table
select
    r.*,
    c.open_before + case when c.is_open then r.at_us - c.from_us else 0 end as clock,
    case when r.at_us > c.from_us then c.is_open else c.was_open end as is_reached,
    c.day,
    c.business_before,
    c.business_upto
from query_table(requests) as r
left join calendar_clock as c
    on c.calendar_key = r.calendar_key
    and c.utc_day = utc_day(r.at_us)
    and c.from_us <= r.at_us
    and c.to_us > r.at_us
