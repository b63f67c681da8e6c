-- purpose: the verdicts of all precondition clauses
-- params:  none
-- reads:   judge_pair, judge_clause, judge_first
-- grain:   one row per clause and case with the event that needs something before it
-- columns: those of judge_verdict
-- why:     the same instant counts as before; by first instants alone, so never indeterminate
insert into judge_verdict
select
    p.clause_key,
    p.case_key,
    1 as cycle,
    case
        when r.at_us <= b.at_us then 'met'
        when r.at_us is not null then 'late'
        when p.is_blind then 'unknown'
        else 'missed'
    end as status,
    b.at_us as start_us,
    b.at_us as due_us,
    r.at_us as done_us,
    false as extended,
    1 as count,
    r.evidence,
    null as origin_us
from judge_pair as p
join judge_clause as c
    on c.clause_key = p.clause_key
    and c.type = 'precondition'
join judge_first as b
    on b.set_key = c.after_set
    and b.case_key = p.case_key
left join judge_first as r
    on r.set_key = c.require_set
    and r.case_key = p.case_key
where p.applies
