-- purpose: verdicts by the reporting period that they belong to, with the judge's own keys
-- params:  none
-- reads:   judge_verdict, judge_split, judge_period_day
-- grain:   one row per verdict and period; a missed run has one row per period that any of its windows falls due in
-- columns: clause_key, case_key integer, cycle bigint, period_start date, status, count bigint, evidence
-- why:     a row belongs to the period of the last microsecond before its due, else of its start, else of the receipt;
--          counting by keys first and naming afterwards is what makes a count over millions of verdicts quick
create or replace temp view judge_placed as
select
    v.clause_key,
    v.case_key,
    v.cycle,
    p.period_start,
    v.status,
    v.count,
    v.evidence
from judge_verdict as v
join judge_period_day as p
    on p.utc_day = utc_day(v.belongs_us)
    and p.from_us <= v.belongs_us
    and p.until_us > v.belongs_us
where not v.is_split
union all
select
    s.clause_key,
    s.case_key,
    s.cycle,
    s.period_start,
    'missed'::judge_status as status,
    s.count,
    null as evidence
from judge_split as s
