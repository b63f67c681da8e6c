-- purpose: promises with a limit that were kept, and how many of them only just
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          policy varchar (null: every policy)
-- reads:   judge_verdict, judge_clause
-- grain:   one row per policy, clause with at least one dated promise that was kept
-- columns: policy, clause varchar;
--          met_count bigint (duties kept that have a start and a due);
--          near_count bigint (of these, done in the last tenth of the time from start to due, by the clock)
-- why:     what was kept by a hair is the next breach. Nights and weekends count, so that the tenth means the same
--          for every clause; a clause that asks for a fixed rhythm has no last tenth worth naming, so deadlines alone
select
    p.policy as policy,
    p.clause as clause,
    count(*) as met_count,
    count(*) filter (where (v.due_us - v.done_us) * 10 <= v.due_us - v.start_us) as near_count
from judge_verdict as v
inner join (
    select
        j.clause_key,
        j.policy,
        j.clause
    from judge_clause as j
    where j.type = 'deadline'
        and j.strength = 'commitment'
        and j.reading = 'main'
        and j."limit" is not null
        and (cast($policy as varchar) is null or j.policy = cast($policy as varchar))
) as p on p.clause_key = v.clause_key
where v.status = 'met'
    and v.due_us > v.start_us
    and v.due_us > epoch_us(cast($period_start as timestamp))
    and v.due_us <= epoch_us(cast($period_end as timestamp))
group by
    p.policy,
    p.clause
order by
    policy,
    clause
