-- purpose: promises with a limit that were kept, and how many of them only just
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          policy varchar (null: every policy)
-- reads:   judge_verdict, judge_clause, known_by_day
-- grain:   one row per policy, clause with at least one dated promise that was kept
-- columns: policy, clause varchar;
--          met_count bigint (duties kept that have a start and a due, and of which no day alone is known);
--          near_count bigint (of these, done in the last tenth of the time from start to due, by the clock)
-- why:     what was kept by a hair is the next breach. Nights and weekends count, so that the tenth means the same
--          for every clause; a clause that asks for a fixed rhythm has no last tenth worth naming, so deadlines alone. By the
--          day alone nobody knows in which tenth something was done
with kept as materialized (
    select
        p.policy,
        p.clause,
        v.case_key,
        v.start_us,
        v.due_us,
        v.done_us
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
),

by_day as materialized (
    select d.*
    from known_by_day('kept') as d
)

select
    m.policy as policy,
    m.clause as clause,
    count(*) as met_count,
    count(*) filter (where (m.due_us - m.done_us) * 10 <= m.due_us - m.start_us) as near_count
from kept as m
anti join by_day as s on s.case_key = m.case_key and s.at_us = m.start_us
anti join by_day as e on e.case_key = m.case_key and e.at_us = m.done_us
group by
    m.policy,
    m.clause
order by
    policy,
    clause
