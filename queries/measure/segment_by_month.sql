-- purpose: cases received by month and segment, for trends
-- params:  bounds varchar (first instants of the months and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases do not exist);
--          kind varchar (null: every kind);
--          by varchar (category, subcategory, product, channel, team or region)
-- reads:   cases
-- grain:   one row per segment, month that has cases
-- columns: segment varchar (null where the case names none);
--          month_index bigint (0 for the first month given);
--          case_count bigint
-- why:     a month without a row is a zero only where the data cover it; the caller knows which months those are
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

received as (
    select
        case cast($by as varchar)
            when 'category' then c.category
            when 'subcategory' then c.subcategory
            when 'product' then c.product
            when 'channel' then c.channel
            when 'team' then c.team
            when 'region' then c.region
        end as segment,
        c.received_at
    from cases as c
    where c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
)

select
    r.segment as segment,
    m.month_index as month_index,
    count(*) as case_count
from received as r
inner join month as m on r.received_at >= m.start_at and r.received_at < m.end_at
group by
    r.segment,
    m.month_index
order by
    segment nulls last,
    month_index
