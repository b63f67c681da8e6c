-- purpose: one not_applicable row wherever a clause concerns a case but no other row told of it
-- params:  first_case, last_case bigint: the range of case keys
-- reads:   judge_pair, judge_verdict
-- grain:   one row per case and clause without any row
-- columns: those of judge_verdict
-- why:     every case has at least one row for each clause of the version it is judged by
insert into judge_verdict
select
    p.clause_key,
    p.case_key,
    1 as cycle,
    'not_applicable' as status,
    null as start_us,
    null as due_us,
    null as done_us,
    false as extended,
    1 as count,
    null as evidence,
    null as origin_us
from judge_pair as p
where not exists (
    select 1
    from judge_verdict as v
    where v.case_key between $first_case and $last_case
        and v.case_key = p.case_key
        and v.clause_key = p.clause_key
)
