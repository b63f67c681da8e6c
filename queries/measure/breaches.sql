-- purpose: commitments that were not kept in a period: how many, in how many cases, and how late
-- params:  first_day date (first day of the period);
--          period_start timestamp (UTC, its first instant);
--          period_end timestamp (UTC, its end, not included);
--          policy varchar (null: every policy)
-- reads:   judge_placed, judge_verdict, judge_clause
-- grain:   one row per policy, clause with at least one late or missed duty
-- columns: policy, clause varchar;
--          late_count, missed_count bigint (duties);
--          case_count bigint (cases concerned);
--          median_late_minutes double (of the late ones, elapsed time from due to done; null where none)
-- why:     by the reading in force alone; a target is no promise, so it is never called a breach: each version
--          of a clause speaks for the cases that it holds for.
--          A due belongs to the period that holds the last microsecond before it, hence > and <=
with commitment as (
    select
        j.clause_key,
        j.policy,
        j.clause
    from judge_clause as j
    where j.strength = 'commitment'
        and j.reading = 'main'
        and (cast($policy as varchar) is null or j.policy = cast($policy as varchar))
),

broken as (
    select
        c.policy,
        c.clause,
        coalesce(sum(p."count") filter (where p.status = 'late'), 0)::bigint as late_count,
        coalesce(sum(p."count") filter (where p.status = 'missed'), 0)::bigint as missed_count,
        count(distinct p.case_key) as case_count
    from judge_placed as p
    inner join commitment as c on c.clause_key = p.clause_key
    where p.status in ('late', 'missed')
        and p.period_start = cast($first_day as date)
    group by
        c.policy,
        c.clause
),

lateness as (
    select
        c.policy,
        c.clause,
        median((v.done_us - v.due_us) / 60e6) as median_late_minutes
    from judge_verdict as v
    inner join commitment as c on c.clause_key = v.clause_key
    where v.status = 'late'
        and v.due_us > epoch_us(cast($period_start as timestamp))
        and v.due_us <= epoch_us(cast($period_end as timestamp))
    group by
        c.policy,
        c.clause
)

select
    b.policy as policy,
    b.clause as clause,
    b.late_count as late_count,
    b.missed_count as missed_count,
    b.case_count as case_count,
    l.median_late_minutes as median_late_minutes
from broken as b
left join lateness as l on l.policy = b.policy and l.clause = b.clause
order by
    late_count + missed_count desc,
    policy,
    clause
