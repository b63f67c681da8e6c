-- purpose: how many cases of each period are repeats: the same customer and category within so many days before
-- params:  bounds varchar (first instants of the periods and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases do not exist);
--          kind varchar (null: every kind);
--          within_days varchar (how many days before still count; the last one does)
-- reads:   cases, stretches_between
-- grain:   one row per period that has cases
-- columns: period_index bigint (0 for the first period given);
--          case_count bigint;
--          named_count bigint (cases that name a customer);
--          eligible_count bigint (of these, cases that name a category too);
--          repeat_count bigint (of these, with a case of the same customer and category at most so many days before);
--          customer_count bigint (customers that the period's cases name);
--          repeat_customer_count bigint (of these, with two cases or more in the period, of any category);
--          repeat_customer_case_count bigint (the cases of those)
-- why:     a case that names no customer or no category is in no rate, for there is no same one; it is counted beside it
with period as materialized (
    select
        s.stretch_index as period_index,
        s.start_at,
        s.end_at,
        s.utc_day
    from stretches_between($bounds) as s
),

placed as (
    select
        c.customer,
        c.received_at,
        c.customer is not null and c.category is not null as is_eligible,
        lag(c.received_at) over (
            partition by c.customer, c.category
            order by c.received_at
        ) as before_at
    from cases as c
    where c.received_at <= cast($as_of as timestamp)
        -- What lies further back than a repeat may reach is no case before.
        and epoch_us(c.received_at) >= (select epoch_us(min(b.start_at)) from period as b)
            - cast(cast($within_days as varchar) as double) * 86400e6
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
),

of_customer as (
    select
        p.period_index,
        l.customer,
        count(*) as case_count,
        count(*) filter (where l.is_eligible) as eligible_count,
        count(*) filter (
            where l.is_eligible
                and epoch_us(l.received_at) - epoch_us(l.before_at) <= cast(cast($within_days as varchar) as double) * 86400e6
        ) as repeat_count
    from placed as l
    inner join period as p
        on p.utc_day = l.received_at::date
        and l.received_at >= p.start_at
        and l.received_at < p.end_at
    group by
        p.period_index,
        l.customer
)

select
    o.period_index as period_index,
    sum(o.case_count)::bigint as case_count,
    coalesce(sum(o.case_count) filter (where o.customer is not null), 0)::bigint as named_count,
    sum(o.eligible_count)::bigint as eligible_count,
    sum(o.repeat_count)::bigint as repeat_count,
    count(o.customer) as customer_count,
    count(o.customer) filter (where o.case_count >= 2) as repeat_customer_count,
    coalesce(sum(o.case_count) filter (where o.customer is not null and o.case_count >= 2), 0)::bigint as repeat_customer_case_count
from of_customer as o
group by
    o.period_index
order by
    period_index
