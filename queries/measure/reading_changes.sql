-- purpose: what each second reading of a clause is worth: the cases whose verdict it changes
-- params:  period_start timestamp (UTC, first instant);
--          period_end timestamp (UTC, not included);
--          policy varchar (null: every policy)
-- reads:   judge_verdict, judge_clause, judge_case
-- grain:   one row per policy, clause, reading other than main
-- columns: policy, clause, reading varchar;
--          case_count bigint (cases received in the period that either reading judges);
--          changed_count bigint (of those, the cases with another number of met, late, missed or other duties)
-- why:     by receipt, not by due: a reading that moves the due would else lose cases to the next period
with asked as (
    select
        c.clause_key,
        c.policy,
        c.clause,
        c.reading
    from judge_clause as c
    where cast($policy as varchar) is null or c.policy = cast($policy as varchar)
),

-- Where no clause has a second reading, no verdict is looked at.
disputed_clause as (
    select a.*
    from asked as a
    semi join asked as o on o.policy = a.policy and o.clause = a.clause and o.reading <> 'main'
),

disputed as (
    select distinct
        d.policy,
        d.clause,
        d.reading
    from judge_verdict as v
    inner join disputed_clause as d on d.clause_key = v.clause_key
    where d.reading <> 'main'
),

received as (
    select k.case_key
    from judge_case as k
    where k.received_us >= epoch_us(cast($period_start as timestamp))
        and k.received_us < epoch_us(cast($period_end as timestamp))
),

outcome as (
    select
        d.policy,
        d.clause,
        d.reading,
        v.case_key,
        coalesce(sum(v."count") filter (where v.status = 'met'), 0) as met_count,
        coalesce(sum(v."count") filter (where v.status = 'late'), 0) as late_count,
        coalesce(sum(v."count") filter (where v.status = 'missed'), 0) as missed_count,
        coalesce(sum(v."count") filter (where v.status not in ('met', 'late', 'missed', 'not_applicable')), 0) as other_count
    from judge_verdict as v
    inner join disputed_clause as d on d.clause_key = v.clause_key
    inner join received as r on r.case_key = v.case_key
    group by
        d.policy,
        d.clause,
        d.reading,
        v.case_key
)

select
    d.policy as policy,
    d.clause as clause,
    d.reading as reading,
    count(*) filter (
        where o.met_count + o.late_count + o.missed_count + o.other_count > 0
            or m.met_count + m.late_count + m.missed_count + m.other_count > 0
    )::bigint as case_count,
    count(*) filter (
        where o.met_count <> m.met_count
            or o.late_count <> m.late_count
            or o.missed_count <> m.missed_count
            or o.other_count <> m.other_count
    )::bigint as changed_count
from disputed as d
left join outcome as o on o.policy = d.policy and o.clause = d.clause and o.reading = d.reading
left join outcome as m
    on m.policy = d.policy
        and m.clause = d.clause
        and m.reading = 'main'
        and m.case_key = o.case_key
group by
    d.policy,
    d.clause,
    d.reading
order by
    policy,
    clause,
    reading
