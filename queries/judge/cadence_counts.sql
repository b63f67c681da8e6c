-- purpose: how many windows of the cadence clauses were kept, missed or are pending in each reporting period
-- params:  as_of_us bigint; at_shift, evidence_shift integer, origin_us bigint: how an event is packed
-- reads:   judge_window, judge_schedule, judge_period_day, judge_period_clock, judge_segment, judge_case, calendar tables
-- grain:   one row per clause, segment, period, status and evidence
-- columns: those of judge_tally
-- why:     the same as counting the rows of cadence.sql, without them: missed are the windows that fell due in a period less those
--          that were kept, and the division is one of sums. The window that an open schedule is in has not fallen due. A calendar is
--          laid out up to the last due, so beyond its end all windows have fallen due
insert into judge_tally
with singled as (
    select
        k.* exclude (kept, updates),
        unnest(k.kept) >> 32 as window_no,
        unnest(list_transform(k.kept, lambda x: k.updates[x & 4294967295])) as done
    from judge_window as k
    union all
    select
        k.* exclude (kept, updates),
        k.last_window as window_no,
        null as done
    from judge_window as k
    where k.end_us is null
        and coalesce(k.kept[-1] >> 32 <> k.last_window, true)
),
bounds as (
    select
        s.clause_key,
        s.case_key,
        s.calendar_key,
        s.unit,
        s.start_us as at_us,
        s.start_clock as clock,
        s.start_upto as business_upto,
        s.start_day as day,
        s.amount * s.window_no as amount,
        case when s.done is null then 'pending'::judge_status else 'met'::judge_status end as status,
        evidence_of(s.done, $evidence_shift) as evidence,
        s.end_us is not null or s.window_no < s.last_window as fell_due
    from singled as s
),
aimed as (
    select t.*
    from target_of('bounds') as t
),
single_windows as (
    select
        d.clause_key,
        g.segment,
        p.period_start,
        d.status,
        d.evidence,
        d.fell_due,
        count(*) as count
    from due_of('aimed') as d
    join judge_period_day as p
        on p.utc_day = utc_day(d.due_us - 1)
        and p.from_us <= d.due_us - 1
        and p.until_us > d.due_us - 1
    left join judge_segment as g
        on g.case_key = d.case_key
    group by d.clause_key, g.segment, p.period_start, d.status, d.evidence, d.fell_due
),
asked as (
    select
        k.* exclude (kept, updates, last_window),
        case when k.end_us is null then k.last_window - 1 else k.last_window end as last_due
    from judge_window as k
),
spread as (
    select
        a.*,
        unnest(range(f.period_no, l.period_no + 1))::integer as period_no
    from asked as a
    join judge_period_day as f
        on f.utc_day = utc_day(a.start_us)
        and f.from_us <= a.start_us
        and f.until_us > a.start_us
    join judge_period_day as l
        on l.utc_day = utc_day(coalesce(a.end_us, $as_of_us))
        and l.from_us <= coalesce(a.end_us, $as_of_us)
        and l.until_us > coalesce(a.end_us, $as_of_us)
    where a.last_due > 0
),
fell_due as (
    select
        s.clause_key,
        s.case_key,
        e.period_start,
        case when e.probe_clock is null or e.probe_day is null then s.last_due else least(s.last_due, window_at(
            s.unit, s.amount, s.start_us, s.start_clock, s.start_upto, s.start_day,
            e.end_us + 1, e.probe_clock, e.is_reached, e.probe_day, e.probe_before
        ) - 1) end as upto_end,
        case when b.probe_clock is null or b.probe_day is null then 0 else least(s.last_due, window_at(
            s.unit, s.amount, s.start_us, s.start_clock, s.start_upto, s.start_day,
            b.end_us + 1, b.probe_clock, b.is_reached, b.probe_day, b.probe_before
        ) - 1) end as upto_start
    from spread as s
    join judge_period_clock as e
        on e.calendar_key = s.calendar_key
        and e.period_no = s.period_no
    left join judge_period_clock as b
        on b.calendar_key = s.calendar_key
        and b.period_no = s.period_no - 1
),
told as (
    select
        w.clause_key,
        w.segment,
        w.period_start,
        w.status,
        w.evidence,
        w.count
    from single_windows as w
    union all
    select
        w.clause_key,
        w.segment,
        w.period_start,
        'missed'::judge_status as status,
        null as evidence,
        -w.count as count
    from single_windows as w
    where w.fell_due
    union all
    select
        f.clause_key,
        g.segment,
        f.period_start,
        'missed'::judge_status as status,
        null as evidence,
        sum(f.upto_end - f.upto_start) as count
    from fell_due as f
    left join judge_segment as g
        on g.case_key = f.case_key
    group by f.clause_key, g.segment, f.period_start
)
select
    t.clause_key,
    t.segment,
    t.period_start,
    t.status,
    t.evidence,
    sum(t.count)::bigint as count
from told as t
group by t.clause_key, t.segment, t.period_start, t.status, t.evidence
having sum(t.count) <> 0
