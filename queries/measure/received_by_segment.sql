-- purpose: cases received in a period and in the one before it, by kind, channel and category
-- params:  period_start timestamp (UTC, first instant);
--          period_end timestamp (UTC, not included);
--          previous_start timestamp (UTC, first instant of the period before);
--          as_of timestamp (UTC; later cases do not exist);
--          kind varchar (null: every kind; the dimension kind always counts all)
-- reads:   cases
-- grain:   one row per dimension, segment
-- columns: dimension varchar (kind, channel, category);
--          segment varchar (null where the case names none);
--          case_count, previous_count bigint
-- why:     the segments of one dimension add up to the same total, those without a value included
with received as (
    select
        c.kind,
        c.channel,
        c.category,
        c.received_at >= cast($period_start as timestamp) as is_in_period
    from cases as c
    where c.received_at >= cast($previous_start as timestamp)
        and c.received_at < cast($period_end as timestamp)
        and c.received_at <= cast($as_of as timestamp)
),

labelled as (
    select
        'kind' as dimension,
        r.kind as segment,
        r.is_in_period
    from received as r
    union all
    select
        'channel' as dimension,
        r.channel as segment,
        r.is_in_period
    from received as r
    where cast($kind as varchar) is null or r.kind = cast($kind as varchar)
    union all
    select
        'category' as dimension,
        r.category as segment,
        r.is_in_period
    from received as r
    where cast($kind as varchar) is null or r.kind = cast($kind as varchar)
)

select
    l.dimension as dimension,
    l.segment as segment,
    count(*) filter (where l.is_in_period) as case_count,
    count(*) filter (where not l.is_in_period) as previous_count
from labelled as l
group by
    l.dimension,
    l.segment
order by
    dimension,
    case_count desc,
    previous_count desc,
    segment nulls last
