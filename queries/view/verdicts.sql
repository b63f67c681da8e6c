-- purpose: every verdict, named
-- params:  none
-- reads:   judge_verdict, judge_clause, judge_case
-- grain:   one row per verdict; a run of missed windows is one row with its count
-- columns: policy, clause, reading, source, case_id varchar (the last two null for reviews), cycle bigint, status varchar,
--          started_at, due_at, done_at timestamp, extended boolean, count bigint, evidence varchar
-- why:     what ad hoc questions and reports read
create or replace temp view verdicts as
select
    c.policy,
    c.clause,
    c.reading,
    k.source,
    k.case_id,
    v.cycle,
    v.status::varchar as status,
    make_timestamp(v.start_us) as started_at,
    make_timestamp(v.due_us) as due_at,
    make_timestamp(v.done_us) as done_at,
    v.extended,
    v.count,
    v.evidence::varchar as evidence
from judge_verdict as v
join judge_clause as c
    on c.clause_key = v.clause_key
left join judge_case as k
    on k.case_key = v.case_key
