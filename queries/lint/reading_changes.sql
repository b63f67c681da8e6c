-- purpose: what each second reading of a clause is worth to one version of its policy: the cases whose verdict it changes
-- params:  none
-- reads:   judge_verdict, judge_clause
-- grain:   one row per policy version, clause and reading other than main that the version has
-- columns: policy varchar, effective_from date (null: since ever), clause, reading varchar,
--          case_count bigint (cases of the version that either reading judges),
--          changed_count bigint (of those, the cases with another number of met, late, missed or other duties)
-- why:     a version is found fault with for its own cases only; measure/reading_changes.sql counts all versions together, by receipt
with outcome as (
    select
        v.clause_key,
        v.case_key,
        coalesce(sum(v.count) filter (where v.status = 'met'), 0) as met_count,
        coalesce(sum(v.count) filter (where v.status = 'late'), 0) as late_count,
        coalesce(sum(v.count) filter (where v.status = 'missed'), 0) as missed_count,
        coalesce(sum(v.count) filter (where v.status not in ('met', 'late', 'missed', 'not_applicable')), 0) as other_count
    from judge_verdict as v
    where v.case_key is not null
    group by v.clause_key, v.case_key
)
select
    c.policy,
    c.effective_from,
    c.clause,
    c.reading,
    count(*) filter (
        where o.met_count + o.late_count + o.missed_count + o.other_count > 0
            or m.met_count + m.late_count + m.missed_count + m.other_count > 0
    ) as case_count,
    count(*) filter (
        where (o.met_count, o.late_count, o.missed_count, o.other_count) <> (m.met_count, m.late_count, m.missed_count, m.other_count)
    ) as changed_count
from judge_clause as c
join judge_clause as main
    on main.policy = c.policy
    and main.effective_from is not distinct from c.effective_from
    and main.clause = c.clause
    and main.reading = 'main'
join outcome as o
    on o.clause_key = c.clause_key
join outcome as m
    on m.clause_key = main.clause_key
    and m.case_key = o.case_key
where c.reading <> 'main'
group by c.policy, c.effective_from, c.clause, c.reading
order by c.policy, c.effective_from nulls first, c.clause, c.reading
