-- purpose: what each second reading of a clause is worth: the cases whose verdict it changes
-- params:  period_start timestamp (UTC, first instant);
--          period_end timestamp (UTC, not included);
--          policy varchar (null: every policy)
-- reads:   verdicts, cases
-- grain:   one row per policy, clause, reading other than main
-- columns: policy, clause, reading varchar;
--          case_count bigint (cases received in the period that either reading judges);
--          changed_count bigint (of those, the cases with another number of met, late, missed or other duties)
-- why:     by receipt, not by due: a reading that moves the due would else lose cases to the next period
with received as (
    select
        c.source,
        c.case_id
    from cases as c
    where c.received_at >= cast($period_start as timestamp)
        and c.received_at < cast($period_end as timestamp)
),

disputed as (
    select distinct
        v.policy,
        v.clause,
        v.reading
    from verdicts as v
    where v.reading <> 'main'
        and (cast($policy as varchar) is null or v.policy = cast($policy as varchar))
),

outcome as (
    select
        v.policy,
        v.clause,
        v.reading,
        v.source,
        v.case_id,
        coalesce(sum(v."count") filter (where v.status = 'met'), 0) as met_count,
        coalesce(sum(v."count") filter (where v.status = 'late'), 0) as late_count,
        coalesce(sum(v."count") filter (where v.status = 'missed'), 0) as missed_count,
        coalesce(sum(v."count") filter (where v.status not in ('met', 'late', 'missed', 'not_applicable')), 0) as other_count
    from verdicts as v
    inner join received as r on r.source = v.source and r.case_id = v.case_id
    where exists (
        select 1
        from disputed as d
        where d.policy = v.policy
            and d.clause = v.clause
    )
    group by
        v.policy,
        v.clause,
        v.reading,
        v.source,
        v.case_id
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
        and m.source = o.source
        and m.case_id = o.case_id
group by
    d.policy,
    d.clause,
    d.reading
order by
    policy,
    clause,
    reading
