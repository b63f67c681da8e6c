-- purpose: verdicts by the reporting period that they belong to
-- params:  none
-- reads:   judge_verdict, judge_split, judge_clause, judge_case, judge_period
-- grain:   one row per verdict and period; a missed run has one row per period that any of its windows falls due in
-- columns: policy, clause, reading, source, case_id varchar, cycle bigint, period_start date, status varchar,
--          count bigint, evidence varchar
-- why:     a row belongs to the period of the last microsecond before its due, else of its start, else of the receipt
create or replace temp view verdict_counts as
with dated as (
    select
        v.clause_key,
        v.case_key,
        v.cycle,
        v.status,
        v.count,
        v.evidence,
        coalesce(v.due_us - 1, v.start_us, k.received_us) as belongs_us
    from judge_verdict as v
    left join judge_case as k
        on k.case_key = v.case_key
    where v.count = 1
),
placed as (
    select
        d.clause_key,
        d.case_key,
        d.cycle,
        d.status,
        d.count,
        d.evidence,
        p.period_start
    from dated as d
    asof join judge_period as p
        on p.start_us <= d.belongs_us
    union all
    select
        s.clause_key,
        s.case_key,
        s.cycle,
        'missed' as status,
        s.count,
        null as evidence,
        s.period_start
    from judge_split as s
)
select
    c.policy,
    c.clause,
    c.reading,
    k.source,
    k.case_id,
    p.cycle,
    p.period_start,
    p.status,
    p.count,
    p.evidence
from placed as p
join judge_clause as c
    on c.clause_key = p.clause_key
left join judge_case as k
    on k.case_key = p.case_key
