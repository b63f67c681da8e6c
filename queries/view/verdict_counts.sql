-- purpose: verdicts by the reporting period that they belong to
-- params:  none
-- reads:   judge_placed, judge_clause, judge_case
-- grain:   one row per verdict and period; a missed run has one row per period that any of its windows falls due in
-- columns: policy, clause, reading, source, case_id varchar, cycle bigint, period_start date, status varchar,
--          count bigint, evidence varchar
-- why:     rates are counted by period (semantics, section 3)
create or replace temp view verdict_counts as
select
    c.policy,
    c.clause,
    c.reading,
    k.source,
    k.case_id,
    p.cycle,
    p.period_start,
    p.status::varchar as status,
    p.count,
    p.evidence::varchar as evidence
from judge_placed as p
join judge_clause as c
    on c.clause_key = p.clause_key
left join judge_case as k
    on k.case_key = p.case_key
