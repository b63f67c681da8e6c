-- purpose: reads a calendar at instants: open time so far, local day, business days so far
-- params:  requests: name of a table with calendar_key, at_us (bigint, UTC microseconds) and any further columns
-- reads:   what_if_clock
-- grain:   one row per row of requests
-- columns: those of requests, then clock bigint (open microseconds), is_reached boolean (open time ran up to this very
--          instant), day integer (local date), business_before, business_upto bigint (business days before and up to it)
-- why:     the stretches were laid out by the program, clock changes and all; here they are only looked up
create or replace temp macro clock_at(requests) as table
select
    r.*,
    c.open_before + case when c.is_open then r.at_us - c.from_us else 0 end as clock,
    case when r.at_us > c.from_us then c.is_open else c.was_open end as is_reached,
    c.day,
    c.business_before,
    c.business_upto
from query_table(requests) as r
asof join what_if_clock as c
    on c.calendar_key = r.calendar_key
    and c.from_us <= r.at_us
