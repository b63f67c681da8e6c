-- purpose: the verdicts of cadence clauses that are of no window
-- params:  none
-- reads:   judge_schedule, judge_window, judge_case
-- grain:   one row per clause and case whose schedule starts, where the source is blind (unknown) or no window is asked for (not_applicable)
-- columns: those of judge_verdict
-- why:     every case has a row for every clause
select
    s.clause_key,
    s.case_key,
    1 as cycle,
    'unknown'::judge_status as status,
    s.start_us,
    null as due_us,
    null as done_us,
    false as extended,
    1 as count,
    null as evidence,
    s.start_us as belongs_us,
    false as is_split
from judge_schedule as s
where s.is_blind
union all
select
    b.clause_key,
    b.case_key,
    1 as cycle,
    'not_applicable'::judge_status as status,
    null as start_us,
    null as due_us,
    null as done_us,
    false as extended,
    1 as count,
    null as evidence,
    k.received_us as belongs_us,
    false as is_split
from judge_window as b
join judge_case as k
    on k.case_key = b.case_key
where b.last_window < 1
