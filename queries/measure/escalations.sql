-- purpose: how many cases were escalated, contested, appealed or referred in a period, and in the one before
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          previous_start timestamp (UTC, first instant of the period before);
--          as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind)
-- reads:   numbered_case, numbered_event, told_events, alive_between
-- grain:   one row per step
-- columns: step_order integer;
--          event varchar (escalation_needed, escalated, resolution_declined, reopened, appeal_right_notified, appealed, appeal_heard,
--              appeal_decided, referred_externally, external_decision);
--          case_count, previous_count bigint (cases with the event in the period, and in the one before);
--          shown_count bigint (cases open or received in the period whose source can report the event);
--          seen_count bigint (all cases open or received in the period);
--          waiting_count bigint (of appealed and referred_externally: cases with the event by the period's end and no decision on the
--              latest one by then, of sources that can report a decision)
-- why:     none counted is none only where the source could have said so. Who appeals again waits again; a decision of which the day alone
--          is known may follow an appeal of that day
with step as (
    select
        column0 as step_order,
        column1 as event,
        column2 as answer
    from (
        values (1, 'escalation_needed', null), (2, 'escalated', null), (3, 'resolution_declined', null), (4, 'reopened', null),
            (5, 'appeal_right_notified', null), (6, 'appealed', 'appeal_decided'), (7, 'appeal_heard', null), (8, 'appeal_decided', null),
            (9, 'referred_externally', 'external_decision'), (10, 'external_decision', null)
    ) as known (column0, column1, column2)
),

seen as (
    select
        c.case_no,
        c.source,
        c.teller
    from numbered_case as c
    where c.received_at < cast($period_end as timestamp)
        and c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
),

happened as (
    select
        s.event,
        e.case_no,
        bool_or(e."at" >= cast($period_start as timestamp)) as is_newest,
        bool_or(e."at" >= cast($previous_start as timestamp) and e."at" < cast($period_start as timestamp)) as is_previous,
        max(e."at") as latest_at,
        max(e.at_last) as latest_last
    from numbered_event as e
    inner join step as s on s.event = e.event
    inner join seen as c on c.case_no = e.case_no
    where e."at" < cast($period_end as timestamp)
        and e."at" <= cast($as_of as timestamp)
        and e.event in (
            'escalation_needed', 'escalated', 'resolution_declined', 'reopened', 'appeal_right_notified', 'appealed', 'appeal_heard',
            'appeal_decided', 'referred_externally', 'external_decision'
        )
    group by
        s.event,
        e.case_no
),

counted as (
    select
        h.event,
        count(*) filter (where h.is_newest) as case_count,
        count(*) filter (where h.is_previous) as previous_count
    from happened as h
    group by
        h.event
),

able as (
    select distinct
        s.source,
        s.teller,
        s.event
    from told_events as s
),

unanswered as (
    select
        s.event,
        count(*) as waiting_count
    from step as s
    inner join happened as h on h.event = s.event
    inner join seen as c on c.case_no = h.case_no
    inner join able as b on b.source = c.source and b.teller = c.teller and b.event = s.answer
    where s.answer is not null
        and not exists (
            select 1
            from happened as a
            where a.event = s.answer
                and a.case_no = h.case_no
                and a.latest_last >= h.latest_at
        )
    group by
        s.event
),

alive as (
    select
        a.source,
        a.teller,
        count(*) as cases
    from alive_between($period_start, $period_end, $as_of, $kind) as a
    group by
        a.source,
        a.teller
)

select
    s.step_order as step_order,
    s.event as event,
    coalesce(max(n.case_count), 0)::bigint as case_count,
    coalesce(max(n.previous_count), 0)::bigint as previous_count,
    coalesce(sum(a.cases) filter (where b.source is not null), 0)::bigint as shown_count,
    coalesce(sum(a.cases), 0)::bigint as seen_count,
    coalesce(max(u.waiting_count), 0)::bigint as waiting_count
from step as s
left join counted as n on n.event = s.event
left join unanswered as u on u.event = s.event
left join alive as a on true
left join able as b on b.source = a.source and b.teller = a.teller and b.event = s.event
group by
    s.step_order,
    s.event
order by
    step_order
