-- purpose: cases received, by month, source and kind
-- params:  bounds varchar (first instants of the months and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases do not exist)
-- reads:   cases
-- grain:   one row per month, source, kind that has cases
-- columns: month_index bigint (0 for the first month given);
--          source varchar;
--          kind varchar (null where unknown);
--          case_count bigint;
--          first_received_at, last_received_at timestamp (UTC)
-- why:     months are cut in the workspace's zone, which SQL does not know; so their bounds are given
with bound as (
    select unnest(string_split(cast($bounds as varchar), ','))::timestamp as start_at
),

month as (
    select
        row_number() over (order by b.start_at) - 1 as month_index,
        b.start_at,
        lead(b.start_at) over (order by b.start_at) as end_at
    from bound as b
),

month_key as (
    select
        m.*,
        -- A month in UTC is found by hashing; the bounds decide.
        unnest(generate_series(date_trunc('month', m.start_at), m.end_at, interval 1 month))::date as utc_month
    from month as m
    where m.end_at is not null
)

select
    m.month_index as month_index,
    c.source as source,
    c.kind as kind,
    count(*) as case_count,
    min(c.received_at) as first_received_at,
    max(c.received_at) as last_received_at
from cases as c
inner join month_key as m
    on m.utc_month = date_trunc('month', c.received_at)::date
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
