-- purpose: cases received, by month, source and kind
-- params:  bounds varchar (first instants of the months and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases do not exist)
-- reads:   cases, stretches_between
-- grain:   one row per month, source, kind that has cases
-- columns: month_index bigint (0 for the first month given);
--          source varchar;
--          kind varchar (null where unknown);
--          case_count bigint;
--          first_received_at, last_received_at timestamp (UTC);
--          day_bits bigint (a bit for each UTC day on which any came, the lowest for the one on which the month begins)
-- why:     months are cut in the workspace's zone, which SQL does not know; so their bounds are given. The days tell where a source
--          was silent; as bits they cost no more than a count
with month as (
    select
        s.stretch_index as month_index,
        s.start_at,
        s.end_at,
        s.utc_day
    from stretches_between($bounds) as s
)

select
    m.month_index as month_index,
    c.source as source,
    c.kind as kind,
    count(*) as case_count,
    min(c.received_at) as first_received_at,
    max(c.received_at) as last_received_at,
    bit_or(1::bigint << date_diff('day', m.start_at::date, c.received_at::date)) as day_bits
from cases as c
inner join month as m
    on m.utc_day = c.received_at::date
    and c.received_at >= m.start_at
    and c.received_at < m.end_at
where c.received_at <= cast($as_of as timestamp)
group by
    m.month_index,
    c.source,
    c.kind
order by
    month_index,
    source,
    kind nulls last
