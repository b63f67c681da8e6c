-- purpose: cases received by month (or week) and segment, for trends
-- params:  bounds varchar (first instants of the months and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases do not exist);
--          kind varchar (null: every kind);
--          by varchar (category, subcategory, product, channel, team or region);
--          depth varchar (null: the column as it is; else how many steps of the category path to keep, from 1);
--          under varchar (null: all; else only cases at or below this category path, such as "billing > refunds");
--          rare_below varchar (null: none; segments with fewer cases than this tell the moments of their cases);
--          without varchar (null: none; the sources whose cases are left out, separated by commas)
-- reads:   cases, stretches_between
-- grain:   one row per segment, month that has cases
-- columns: segment varchar (null where the case names none);
--          month_index bigint (0 for the first month given);
--          case_count bigint;
--          moments varchar (microseconds since 1970 of each receipt, ascending, separated by commas; null for a frequent segment)
-- why:     a month without a row is a zero only where the data cover it; the caller knows which months those are.
--          A category path is the category and then the subcategory, each cut at ">" or "::"
with month as (
    select
        s.stretch_index as month_index,
        s.start_at,
        s.end_at,
        s.utc_day
    from stretches_between($bounds) as s
),

received as (
    select
        c.received_at,
        c.category,
        c.subcategory,
        c.product,
        c.channel,
        c.team,
        c.region,
        case when cast($depth as varchar) is not null or cast($under as varchar) is not null
            then list_filter(
                list_concat(
                    string_split_regex(coalesce(c.category, ''), '\s*(?:>|::)\s*'),
                    string_split_regex(coalesce(c.subcategory, ''), '\s*(?:>|::)\s*')
                ),
                lambda step: step <> ''
            ) end as steps,
        string_split_regex(cast($under as varchar), '\s*(?:>|::)\s*') as under_steps
    from cases as c
    where c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
        and (cast($without as varchar) is null or c.source not in (select unnest(string_split(cast($without as varchar), ','))))
),

named as (
    select
        r.received_at,
        case
            when cast($by as varchar) = 'category' and cast($depth as varchar) is not null
                then nullif(array_to_string(r.steps[1:cast(cast($depth as varchar) as bigint)], ' > '), '')
            when cast($by as varchar) = 'category' then r.category
            when cast($by as varchar) = 'subcategory' then r.subcategory
            when cast($by as varchar) = 'product' then r.product
            when cast($by as varchar) = 'channel' then r.channel
            when cast($by as varchar) = 'team' then r.team
            when cast($by as varchar) = 'region' then r.region
        end as segment
    from received as r
    where cast($under as varchar) is null
        or r.steps[1:len(r.under_steps)] = r.under_steps
),

placed as (
    select
        n.segment,
        m.month_index,
        n.received_at
    from named as n
    inner join month as m
        on m.utc_day = n.received_at::date
        and n.received_at >= m.start_at
        and n.received_at < m.end_at
),

counted as (
    select
        p.segment,
        p.month_index,
        count(*) as case_count
    from placed as p
    group by
        p.segment,
        p.month_index
),

rare as (
    select k.segment
    from counted as k
    group by k.segment
    having sum(k.case_count) < cast(cast($rare_below as varchar) as bigint)
),

moments as (
    select
        p.segment,
        p.month_index,
        string_agg(epoch_us(p.received_at)::varchar, ',' order by p.received_at) as moments
    from placed as p
    inner join rare as r on r.segment is not distinct from p.segment
    group by
        p.segment,
        p.month_index
)

select
    k.segment as segment,
    k.month_index as month_index,
    k.case_count as case_count,
    m.moments as moments
from counted as k
left join moments as m on m.segment is not distinct from k.segment and m.month_index = k.month_index
order by
    segment nulls last,
    month_index
