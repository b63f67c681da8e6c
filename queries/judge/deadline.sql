-- purpose: the verdicts of the deadlines that something may move
-- params:  as_of_us bigint
-- reads:   judge_deadline, judge_due
-- grain:   one row per clause, case and cycle
-- columns: those of judge_verdict
-- why:     a start known only by its day has a due and a latest due, and what lies between is indeterminate
with timed as (
    select
        d.*,
        x.has_due,
        x.due_us,
        x.latest_us,
        x.extended
    from judge_deadline as d
    join judge_due as x
        on x.clause_key = d.clause_key
        and x.case_key = d.case_key
        and x.cycle = d.cycle
)
select
    t.clause_key,
    t.case_key,
    t.cycle,
    case
        when t.done_us is not null and not t.has_due then 'met'::judge_status
        when t.done_last_us <= t.due_us then 'met'::judge_status
        when t.done_us > t.latest_us then 'late'::judge_status
        when t.done_us is not null then 'indeterminate'::judge_status
        when t.is_blind then 'unknown'::judge_status
        when not t.has_due or $as_of_us <= t.latest_us then 'pending'::judge_status
        else 'missed'::judge_status
    end as status,
    t.start_us,
    case when t.has_due then t.due_us end as due_us,
    t.done_us,
    t.has_due and t.extended as extended,
    1 as count,
    t.evidence,
    case when t.has_due then t.due_us - 1 else t.start_us end as belongs_us,
    false as is_split
from timed as t
