-- purpose: of clauses broken in a period, the sources in whose cases they were never once kept, nor done late
-- params:  period_start, period_end date (the end not included): the reporting period by its first day;
--          clauses varchar (policy/clause, separated by commas)
-- reads:   judge_verdict, judge_placed, judge_clause, judge_case
-- grain:   one row per policy, clause and source without any duty kept or done late, with a breach in the period
-- columns: policy, clause, source varchar;
--          judged_count bigint (duties of the source that are in a rate, of all time);
--          broken_count bigint (of these, those of the period)
-- why:     what is missing from a whole export is more likely missing from the export than from the work
with asked as (
    select
        c.clause_key,
        c.policy,
        c.clause
    from judge_clause as c
    where c.reading = 'main'
        and list_contains(string_split(cast($clauses as varchar), ','), c.policy || '/' || c.clause)
),

never as (
    select
        a.policy,
        a.clause,
        k.source,
        sum(v.count)::bigint as judged_count
    from judge_verdict as v
    inner join asked as a on a.clause_key = v.clause_key
    inner join judge_case as k on k.case_key = v.case_key
    where v.status in ('met', 'late', 'missed')
    group by
        a.policy,
        a.clause,
        k.source
    having bool_and(v.status = 'missed')
),

broken as (
    select
        a.policy,
        a.clause,
        k.source,
        sum(p.count)::bigint as broken_count
    from judge_placed as p
    inner join asked as a on a.clause_key = p.clause_key
    inner join judge_case as k on k.case_key = p.case_key
    where p.status = 'missed'
        and p.period_start >= cast($period_start as date)
        and p.period_start < cast($period_end as date)
    group by
        a.policy,
        a.clause,
        k.source
)

select
    n.policy as policy,
    n.clause as clause,
    n.source as source,
    n.judged_count as judged_count,
    b.broken_count as broken_count
from never as n
inner join broken as b
    on b.policy = n.policy
    and b.clause = n.clause
    and b.source = n.source
order by
    policy,
    clause,
    source
