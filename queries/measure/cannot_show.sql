-- purpose: clauses that a source cannot show: its cases fall under them, but it reports none of the events they ask for
-- params:  first_day date (first day of the period);
--          policy varchar (null: every policy)
-- reads:   verdict_counts
-- grain:   one row per source, policy, clause with at least one such duty
-- columns: source, policy, clause varchar;
--          unknown_count bigint (duties of which nothing is known);
--          indeterminate_count bigint (duties known only by the day, which allows both)
-- why:     silence of a source proves nothing, so these are neither kept nor broken
select
    v.source as source,
    v.policy as policy,
    v.clause as clause,
    coalesce(sum(v."count") filter (where v.status = 'unknown'), 0)::bigint as unknown_count,
    coalesce(sum(v."count") filter (where v.status = 'indeterminate'), 0)::bigint as indeterminate_count
from verdict_counts as v
where v.period_start = cast($first_day as date)
    and v.reading = 'main'
    and v.status in ('unknown', 'indeterminate')
    and (cast($policy as varchar) is null or v.policy = cast($policy as varchar))
group by
    v.source,
    v.policy,
    v.clause
order by
    source nulls last,
    policy,
    clause
