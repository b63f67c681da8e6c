-- purpose: how long after a case the same customer came back with the same category
-- params:  bounds varchar (first instants of the cohorts and the end of the last, UTC, ascending, separated by commas);
--          seen_until timestamp (UTC; up to where cases are known: later ones do not exist);
--          kind varchar (null: every kind)
-- reads:   cases, stretches_between
-- grain:   one row per cohort of receipt, whole days, is_back
-- columns: cohort_index bigint (0 for the first cohort given);
--          days bigint (elapsed days, each one begun counted, to the next case, or to seen_until);
--          is_back boolean (false: not yet, as far as is known);
--          case_count bigint
-- why:     a case that names no customer or no category is not followed, for there is no same one. The newest cases had little time to come back: they are followed for as long as they were seen, not
--          counted as never coming back. Who comes on the 91st day did not come within ninety
with cohort as materialized (
    select
        s.stretch_index as cohort_index,
        s.start_at,
        s.end_at,
        s.utc_day
    from stretches_between($bounds) as s
),

placed as (
    select
        c.received_at,
        lead(c.received_at) over (
            partition by c.customer, c.category
            order by c.received_at
        ) as next_at
    from cases as c
    where c.customer is not null
        and c.category is not null
        and c.received_at <= cast($seen_until as timestamp)
        -- Who came before the first cohort is in none, and is looked back on by none.
        and c.received_at >= (select min(b.start_at) from cohort as b)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
),

followed as (
    select
        h.cohort_index,
        (epoch_us(coalesce(p.next_at, cast($seen_until as timestamp))) - epoch_us(p.received_at) + 86399999999) // 86400000000 as days,
        p.next_at is not null as is_back
    from placed as p
    inner join cohort as h
        on h.utc_day = p.received_at::date
        and p.received_at >= h.start_at
        and p.received_at < h.end_at
)

select
    f.cohort_index as cohort_index,
    f.days as days,
    f.is_back as is_back,
    count(*) as case_count
from followed as f
group by
    f.cohort_index,
    f.days,
    f.is_back
order by
    cohort_index,
    days,
    is_back desc
