-- purpose: how many windows of each missed run fall due in each reporting period
-- params:  as_of_us bigint; first_case, last_case bigint: the range of case keys
-- reads:   judge_verdict, judge_schedule, judge_period, calendar tables
-- grain:   one row per missed run of several windows and period with any of them
-- columns: clause_key integer, case_key bigint, cycle bigint, period_start date, count bigint
-- why:     each window of a missed run counts in its own period, and a run is never written out window by window
insert into judge_split
with runs as (
    select
        v.clause_key,
        v.case_key,
        v.cycle,
        v.due_us,
        v.count,
        s.calendar_key,
        s.unit,
        s.amount,
        s.start_us,
        s.start_clock,
        s.start_upto,
        s.start_day,
        coalesce(s.end_us, $as_of_us) as until_us
    from judge_verdict as v
    join judge_schedule as s
        on s.clause_key = v.clause_key
        and s.case_key = v.case_key
    where v.is_split
        and v.case_key between $first_case and $last_case
),
bounds as (
    select
        r.*,
        p.period_start,
        x.is_end,
        least(greatest(case when x.is_end then p.end_us else p.start_us end, r.start_us), r.until_us) + 1 as probe_us
    from runs as r
    join judge_period as p
        on p.end_us >= r.due_us
        and p.start_us <= r.until_us
    cross join (values (false), (true)) as x(is_end)
),
numbered as (
    select
        w.clause_key,
        w.case_key,
        w.cycle,
        w.period_start,
        max(w.count) as count,
        max(w.window_no - 1) filter (w.is_end) as upto_end,
        max(w.window_no - 1) filter (not w.is_end) as upto_start
    from window_of('bounds') as w
    group by w.clause_key, w.case_key, w.cycle, w.period_start
),
clipped as (
    select
        n.clause_key,
        n.case_key,
        n.cycle,
        n.period_start,
        least(n.upto_end, n.cycle + n.count - 1) - greatest(n.upto_start, n.cycle - 1) as count
    from numbered as n
)
select
    c.clause_key,
    c.case_key,
    c.cycle,
    c.period_start,
    c.count
from clipped as c
where c.count > 0
