-- purpose: the verdicts of all cadence clauses
-- params:  as_of_us bigint
-- reads:   judge_schedule, judge_clause, judge_match, calendar tables
-- grain:   one row per window kept or pending, one per run of missed windows; unknown where the source is blind
-- columns: those of judge_verdict; origin_us is the start of the schedule
-- why:     missed windows are the gaps between kept ones and are never written out one by one
insert into judge_verdict
with judged as (
    select s.*
    from judge_schedule as s
    where not s.is_blind
),
last_asked as (
    select
        j.*,
        coalesce(j.end_us, $as_of_us) as probe_us
    from judged as j
),
bounded as (
    select
        w.*,
        case when w.end_us is null then w.window_no else w.window_no - 1 end as last_window
    from window_of('last_asked') as w
),
updates as (
    select
        j.*,
        m.at_us as probe_us,
        m.seq,
        m.evidence
    from judged as j
    join judge_clause as c
        on c.clause_key = j.clause_key
    join judge_match as m
        on m.set_key = c.require_set
        and m.case_key = j.case_key
        and m.at_us > j.start_us
        and coalesce(m.at_us <= j.end_us, true)
),
kept as (
    select
        u.clause_key,
        u.case_key,
        u.window_no,
        arg_min(u.probe_us, u.seq) as done_us,
        arg_min(u.evidence, u.seq) as evidence
    from window_of('updates') as u
    join bounded as b
        on b.clause_key = u.clause_key
        and b.case_key = u.case_key
    where u.window_no <= b.last_window
    group by u.clause_key, u.case_key, u.window_no
),
edges as (
    select
        k.clause_key,
        k.case_key,
        k.window_no
    from kept as k
    union all
    select
        b.clause_key,
        b.case_key,
        b.last_window + 1 as window_no
    from bounded as b
),
gaps as (
    select
        e.clause_key,
        e.case_key,
        coalesce(lag(e.window_no) over (partition by e.clause_key, e.case_key order by e.window_no), 0) + 1 as first_window,
        e.window_no - 1 as final_window
    from edges as e
),
rows_of as (
    select
        k.clause_key,
        k.case_key,
        k.window_no as first_window,
        'met' as status,
        k.done_us,
        1 as count,
        k.evidence
    from kept as k
    union all
    select
        g.clause_key,
        g.case_key,
        g.first_window,
        'missed' as status,
        null as done_us,
        g.final_window - g.first_window + 1 - (b.end_us is null and g.final_window = b.last_window)::integer as count,
        null as evidence
    from gaps as g
    join bounded as b
        on b.clause_key = g.clause_key
        and b.case_key = g.case_key
    where g.final_window - g.first_window + 1 - (b.end_us is null and g.final_window = b.last_window)::integer > 0
    union all
    select
        g.clause_key,
        g.case_key,
        g.final_window as first_window,
        'pending' as status,
        null as done_us,
        1 as count,
        null as evidence
    from gaps as g
    join bounded as b
        on b.clause_key = g.clause_key
        and b.case_key = g.case_key
    where b.end_us is null
        and g.final_window = b.last_window
        and g.final_window >= g.first_window
),
bounds as (
    select
        r.*,
        b.calendar_key,
        b.unit,
        b.start_us,
        x.is_due,
        b.start_us as at_us,
        b.start_clock as clock,
        b.start_upto as business_upto,
        b.start_day as day,
        b.amount * (r.first_window - 1 + x.is_due::integer) as amount
    from rows_of as r
    join bounded as b
        on b.clause_key = r.clause_key
        and b.case_key = r.case_key
    cross join (values (false), (true)) as x(is_due)
),
aimed as (
    select t.*
    from target_of('bounds') as t
),
placed as (
    select
        d.clause_key,
        d.case_key,
        d.first_window,
        d.status,
        d.done_us,
        d.count,
        d.evidence,
        d.start_us as origin_us,
        max(d.due_us) filter (not d.is_due) as before_us,
        max(d.due_us) filter (d.is_due) as due_us
    from due_of('aimed') as d
    group by d.clause_key, d.case_key, d.first_window, d.status, d.done_us, d.count, d.evidence, d.start_us
)
select
    p.clause_key,
    p.case_key,
    p.first_window as cycle,
    p.status,
    case when p.first_window = 1 then p.origin_us else p.before_us end as start_us,
    p.due_us,
    p.done_us,
    false as extended,
    p.count,
    p.evidence,
    p.origin_us
from placed as p
union all
select
    s.clause_key,
    s.case_key,
    1 as cycle,
    'unknown' as status,
    s.start_us,
    null as due_us,
    null as done_us,
    false as extended,
    1 as count,
    null as evidence,
    null as origin_us
from judge_schedule as s
where s.is_blind
