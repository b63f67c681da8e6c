-- purpose: the longest time that each customer heard nothing while the case was open in a period
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind)
-- reads:   numbered_case, numbered_event, told_events, alive_between
-- grain:   one row per is_shown, whole days, whether it still lasts
-- columns: is_shown boolean (false: the source reports no messages on the way, so nothing is known of these cases);
--          silent_days bigint (whole elapsed days of the case's longest silence that reached into the period, measured from its
--              beginning; null where not shown);
--          is_lasting boolean (it had not ended at the end of the period, or at as_of);
--          case_count bigint
-- why:     a silence runs from the receipt or the last message to the next one, to the end of the case, or to the end of what is
--          looked at. Any message to the customer ends it, an automatic one too: nothing is called silence that was none. What is sent after
--          the end of a case, such as the question whether all is well, begins no new one.
--          Who was answered for good at the instant of receipt was silent for no time, and is counted so.
--          A source that reports the first and the last word alone hides what was said between, so it is not asked
with able as (
    select distinct
        s.source,
        s.teller
    from told_events as s
    where s.event = 'progress_update'
),

horizon as (
    select least(cast($period_end as timestamp), cast($as_of as timestamp)) as seen_until
),

received as materialized (
    select
        c.case_no,
        c.received_at,
        a.source is not null as is_shown
    from alive_between($period_start, $period_end, $as_of, $kind) as c
    left join able as a on a.source = c.source and a.teller = c.teller
),

told as (
    select
        r.case_no,
        -- What is known by its day may be told at the receipt, but not before it.
        greatest(e."at", r.received_at) as "at",
        e.event = 'reopened' as opens,
        e.event in ('closed', 'withdrawn', 'merged') as ends,
        e.order_no
    from numbered_event as e
    inner join received as r on r.case_no = e.case_no
    cross join horizon as h
    where e."at" <= h.seen_until
        and e.at_last >= r.received_at
        and e.event in (
            'acknowledged', 'initial_response', 'info_requested', 'contact_attempted', 'progress_update', 'delay_notice', 'timeline_given',
            'resolution_proposed', 'appeal_right_notified', 'appeal_decided', 'outcome_communicated', 'closure_letter', 'follow_up',
            'feedback_outcome_notified', 'closed', 'withdrawn', 'merged', 'reopened'
        )
),

mark as (
    select
        r.case_no,
        r.received_at as "at",
        false as opens,
        false as ends,
        0 as order_no
    from received as r
    union all
    select
        t.case_no,
        t."at",
        t.opens,
        t.ends,
        t.order_no
    from told as t
),

stretch as (
    select
        m.case_no,
        m."at" as from_at,
        -- Of marks at one instant the last in the order of the rows begins the stretch; those before it begin one of no time.
        lead(m."at") over (partition by m.case_no order by m."at", m.order_no) as next_at,
        coalesce(
            last_value(case when m.opens or m.ends then m.ends end ignore nulls) over (
                partition by m.case_no
                order by m."at", m.order_no
                rows between unbounded preceding and current row
            ),
            false
        ) as is_over
    from mark as m
),

silence as (
    select
        s.case_no,
        s.from_at,
        coalesce(s.next_at, h.seen_until) as to_at,
        s.next_at is null as is_lasting
    from stretch as s
    cross join horizon as h
    where not s.is_over
        and coalesce(s.next_at, h.seen_until) >= cast($period_start as timestamp)
),

longest as (
    select
        s.case_no,
        max(epoch_us(s.to_at) - epoch_us(s.from_at)) as silent_us,
        arg_max(s.is_lasting, (epoch_us(s.to_at) - epoch_us(s.from_at), s.is_lasting)) as is_lasting
    from silence as s
    group by
        s.case_no
)

select
    r.is_shown as is_shown,
    case when r.is_shown then coalesce(l.silent_us, 0) // 86400000000 end as silent_days,
    r.is_shown and coalesce(l.is_lasting, false) as is_lasting,
    count(*) as case_count
from received as r
left join longest as l on l.case_no = r.case_no
group by
    r.is_shown,
    case when r.is_shown then coalesce(l.silent_us, 0) // 86400000000 end,
    r.is_shown and coalesce(l.is_lasting, false)
order by
    is_shown desc,
    silent_days desc nulls last,
    is_lasting
