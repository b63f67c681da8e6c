-- purpose: of clauses broken in a period, the sources in whose cases they were never once kept, nor done late
-- params:  period_start, period_end date (the end not included): the reporting period by its first day;
--          clauses varchar (policy/clause, separated by commas)
-- reads:   judge_verdict, judge_placed, judge_clause, judge_case
-- grain:   one row per policy, clause and source without any duty kept or done late, with a breach in the period
-- columns: policy, clause, source varchar;
--          judged_count bigint (duties of the source that are in a rate, of all time);
--          broken_count bigint (of these, those of the period that were promised, and not only aimed at)
-- why:     what is missing from a whole export is more likely missing from the export than from the work. The cases of a
--          source follow one another in the order of their keys, so a few spans tell of millions of verdicts whose they are
with asked as (
    select
        c.clause_key,
        c.policy,
        c.clause,
        c.strength is distinct from 'target' as is_commitment
    from judge_clause as c
    where c.reading = 'main'
        and list_contains(string_split(cast($clauses as varchar), ','), c.policy || '/' || c.clause)
),

span as (
    select
        k.source,
        min(k.case_key) as first_key,
        max(k.case_key) as last_key
    from judge_case as k
    group by
        k.source
),

never as materialized (
    select
        a.policy,
        a.clause,
        s.source,
        s.first_key,
        s.last_key,
        sum(v.count)::bigint as judged_count
    from judge_verdict as v
    inner join asked as a on a.clause_key = v.clause_key
    inner join span as s on v.case_key between s.first_key and s.last_key
    where v.status in ('met', 'late', 'missed')
    group by
        a.policy,
        a.clause,
        s.source,
        s.first_key,
        s.last_key
    having bool_and(v.status = 'missed')
),

-- Mostly there is none, and then no period is looked for.
promised as (
    select
        n.*,
        a.clause_key
    from never as n
    inner join asked as a
        on a.policy = n.policy
        and a.clause = n.clause
        and a.is_commitment
)

select
    w.policy as policy,
    w.clause as clause,
    w.source as source,
    w.judged_count as judged_count,
    sum(p.count)::bigint as broken_count
from judge_placed as p
inner join promised as w
    on w.clause_key = p.clause_key
    and p.case_key between w.first_key and w.last_key
where p.status = 'missed'
    and p.period_start >= cast($period_start as date)
    and p.period_start < cast($period_end as date)
group by
    w.policy,
    w.clause,
    w.source,
    w.judged_count
order by
    policy,
    clause,
    source
