-- purpose: the verdicts of all cadence clauses
-- params:  as_of_us bigint; at_shift, evidence_shift integer, origin_us bigint: how an event is packed
-- reads:   judge_window, judge_period_day, calendar tables
-- grain:   one row per window kept or pending, one per run of missed windows
-- columns: those of judge_verdict
-- why:     missed windows are the gaps between kept ones and are never written out one by one. Windows that end at or before the
--          end of a case have no row; a run whose first and last window may lie in different periods is split later
with gaps as (
    select
        k.* exclude (kept, updates),
        unnest(list_filter(
            list_transform(range(1, len(k.kept) + 2), lambda place: {
                'first': case when place = 1 then 0 else k.kept[place - 1] >> 32 end + 1,
                'final': case when place > len(k.kept) then k.last_window else (k.kept[place] >> 32) - 1 end
            }),
            lambda gap: gap.final >= gap.first
        )) as gap
    from judge_window as k
),
rows_of as (
    select
        m.* exclude (kept_window, done),
        m.kept_window >> 32 as first_window,
        1 as count,
        'met'::judge_status as status,
        at_of(m.done, $at_shift, $origin_us) as done_us,
        evidence_of(m.done, $evidence_shift) as evidence
    from (
        select
            k.* exclude (kept, updates),
            unnest(k.kept) as kept_window,
            unnest(list_transform(k.kept, lambda x: k.updates[x & 4294967295])) as done
        from judge_window as k
    ) as m
    union all
    select
        g.* exclude (gap),
        g.gap.first as first_window,
        g.gap.final - g.gap.first + 1 - (g.end_us is null and g.gap.final = g.last_window)::integer as count,
        'missed'::judge_status as status,
        null as done_us,
        null as evidence
    from gaps as g
    where g.gap.final - g.gap.first + 1 - (g.end_us is null and g.gap.final = g.last_window)::integer > 0
    union all
    select
        g.* exclude (gap),
        g.gap.final as first_window,
        1 as count,
        'pending'::judge_status as status,
        null as done_us,
        null as evidence
    from gaps as g
    where g.end_us is null
        and g.gap.final = g.last_window
),
bounds as (
    select
        r.* exclude (amount),
        r.amount as each_amount,
        r.start_us as at_us,
        r.start_clock as clock,
        r.start_upto as business_upto,
        r.start_day as day,
        r.amount * r.first_window as amount
    from rows_of as r
),
aimed as (
    select t.*
    from target_of('bounds') as t
),
fell_due as (
    select
        d.* exclude (target, due_us, amount),
        d.due_us as window_due_us,
        case when d.first_window > 1 then d.each_amount * (d.first_window - 1) end as amount
    from due_of('aimed') as d
),
aimed_before as (
    select t.*
    from target_of('fell_due') as t
),
placed as (
    select
        d.*,
        d.count > 1 and coalesce(first_period.period_start <> last_period.period_start, true) as is_split
    from due_of('aimed_before') as d
    left join judge_period_day as first_period
        on first_period.utc_day = case when d.count > 1 then utc_day(d.window_due_us - 1) end
        and first_period.from_us <= d.window_due_us - 1
        and first_period.until_us > d.window_due_us - 1
    left join judge_period_day as last_period
        on last_period.utc_day = case when d.count > 1 then utc_day(coalesce(d.end_us, $as_of_us) - 1) end
        and last_period.from_us <= coalesce(d.end_us, $as_of_us) - 1
        and last_period.until_us > coalesce(d.end_us, $as_of_us) - 1
)
select
    p.clause_key,
    p.case_key,
    p.first_window as cycle,
    p.status,
    case when p.first_window = 1 then p.start_us else p.due_us end as start_us,
    p.window_due_us as due_us,
    p.done_us,
    false as extended,
    p.count,
    p.evidence,
    p.window_due_us - 1 as belongs_us,
    p.is_split
from placed as p
