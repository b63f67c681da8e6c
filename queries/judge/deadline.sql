-- purpose: the verdicts of all deadline clauses
-- params:  as_of_us bigint
-- reads:   judge_deadline, judge_due, judge_pair, judge_clause, judge_match
-- grain:   one row per clause, case and cycle; not_applicable where nothing starts
-- columns: those of judge_verdict
-- why:     a start known only by its day has a due and a latest due, and what lies between is indeterminate
insert into judge_verdict
with timed as (
    select
        d.*,
        first_due.due_us is not null and (d.start_last_us = d.start_us or last_due.due_us is not null) as has_due,
        first_due.due_us as due_us,
        greatest(first_due.due_us, last_due.due_us) as latest_us,
        coalesce(first_due.extended, false) as extended
    from judge_deadline as d
    left join judge_due as first_due
        on first_due.clause_key = d.clause_key
        and first_due.case_key = d.case_key
        and first_due.cycle = d.cycle
        and not first_due.from_last
    left join judge_due as last_due
        on last_due.clause_key = d.clause_key
        and last_due.case_key = d.case_key
        and last_due.cycle = d.cycle
        and last_due.from_last
),
ended as (
    select distinct
        d.clause_key,
        d.case_key,
        d.cycle
    from judge_deadline as d
    join judge_clause as c
        on c.clause_key = d.clause_key
    join judge_match as m
        on m.set_key = c.until_set
        and m.case_key = d.case_key
        and m.last_us >= d.start_us
    where d.unit is null
)
select
    t.clause_key,
    t.case_key,
    t.cycle,
    case
        when t.done_us is not null and not t.has_due then 'met'
        when t.done_last_us <= t.due_us then 'met'
        when t.done_us > t.latest_us then 'late'
        when t.done_us is not null then 'indeterminate'
        when t.is_blind then 'unknown'
        when t.unit is null then case when e.clause_key is not null then 'missed' else 'pending' end
        when not t.has_due or $as_of_us <= t.latest_us then 'pending'
        else 'missed'
    end as status,
    t.start_us,
    case when t.has_due then t.due_us end as due_us,
    t.done_us,
    t.has_due and t.extended as extended,
    1 as count,
    t.evidence,
    null as origin_us
from timed as t
left join ended as e
    on e.clause_key = t.clause_key
    and e.case_key = t.case_key
    and e.cycle = t.cycle
