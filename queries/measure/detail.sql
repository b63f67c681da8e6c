-- purpose: every verdict, one row each
-- params:  period_start, period_end date (the end not included; null: all time): rows with a part in these reporting periods
--          clause varchar (null: all), all_readings boolean
-- reads:   verdicts, verdict_counts
-- grain:   one row per verdict; a run of missed windows is one row with its count
-- columns: policy, clause, reading, source, case_id varchar, cycle bigint, status varchar,
--          started_at, due_at, done_at timestamp, extended boolean, count bigint, evidence varchar
-- why:     what every rate is made of
with within as (
    select distinct
        n.policy,
        n.clause,
        n.reading,
        n.source,
        n.case_id,
        n.cycle
    from verdict_counts as n
    where $period_start is not null
        and n.period_start >= $period_start
        and n.period_start < $period_end
)
select
    v.policy,
    v.clause,
    v.reading,
    v.source,
    v.case_id,
    v.cycle,
    v.status,
    v.started_at,
    v.due_at,
    v.done_at,
    v.extended,
    v.count,
    v.evidence
from verdicts as v
left join within as w
    on w.policy = v.policy
    and w.clause = v.clause
    and w.reading = v.reading
    and w.source is not distinct from v.source
    and w.case_id is not distinct from v.case_id
    and w.cycle = v.cycle
where ($clause is null or v.clause = $clause)
    and ($all_readings or v.reading = 'main')
    and ($period_start is null or w.policy is not null)
order by v.policy, v.clause, v.reading, v.source nulls first, v.case_id nulls first, v.cycle
