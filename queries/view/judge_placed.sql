-- purpose: verdicts by the reporting period that they belong to, with the judge's own keys
-- params:  none
-- reads:   judge_verdict, judge_split, judge_case, judge_period
-- grain:   one row per verdict and period; a missed run has one row per period that any of its windows falls due in
-- columns: clause_key integer, case_key, cycle bigint, period_start date, status varchar, count bigint, evidence varchar
-- why:     a row belongs to the period of the last microsecond before its due, else of its start, else of the receipt;
--          counting by keys first and naming afterwards is what makes a count over millions of verdicts quick
create or replace temp view judge_placed as
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
)
select
    d.clause_key,
    d.case_key,
    d.cycle,
    p.period_start,
    d.status,
    d.count,
    d.evidence
from dated as d
asof join judge_period as p
    on p.start_us <= d.belongs_us
union all
select
    s.clause_key,
    s.case_key,
    s.cycle,
    s.period_start,
    'missed' as status,
    s.count,
    null as evidence
from judge_split as s
