-- purpose: promises with a limit that were kept, and how many of them only just
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          policy varchar (null: every policy)
-- reads:   verdicts, clauses
-- grain:   one row per policy, clause with at least one dated promise that was kept
-- columns: policy, clause varchar;
--          met_count bigint (duties kept that have a start and a due);
--          near_count bigint (of these, done in the last tenth of the time from start to due, by the clock)
-- why:     what was kept by a hair is the next breach. Nights and weekends count, so that the tenth means the same
--          for every clause; a clause that asks for a fixed rhythm has no last tenth worth naming, so deadlines alone
select
    v.policy as policy,
    v.clause as clause,
    count(*) as met_count,
    count(*) filter (
        where (epoch_us(v.due_at) - epoch_us(v.done_at)) * 10 <= epoch_us(v.due_at) - epoch_us(v.started_at)
    ) as near_count
from verdicts as v
inner join (
    select distinct
        c.policy,
        c.clause
    from clauses as c
    where c.type = 'deadline'
        and c.strength = 'commitment'
        and c.reading = 'main'
        and c.span is not null
        and (cast($policy as varchar) is null or c.policy = cast($policy as varchar))
) as p on p.policy = v.policy and p.clause = v.clause
where v.reading = 'main'
    and v.status = 'met'
    and v.due_at > v.started_at
    and v.due_at > cast($period_start as timestamp)
    and v.due_at <= cast($period_end as timestamp)
group by
    v.policy,
    v.clause
order by
    policy,
    clause
