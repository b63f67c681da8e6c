-- purpose: every date that a customer was given and that came in a period, and whether it was kept
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          as_of timestamp (UTC; later events do not exist);
--          kind varchar (null: every kind)
-- reads:   numbered_case, numbered_event, told_events
-- grain:   one row per event that gave the date, and fate
-- columns: event varchar (which notice gave the date);
--          fate varchar (kept: the outcome was told or the case closed by then; renewed: before it passed, a later date was given;
--              ended: the case was withdrawn or merged by then; not_kept: none of it; undecided: known by the day alone, which allows both;
--              pending: it lies after as_of; unknown: the source can report no outcome);
--          is_silent boolean (not kept, and nothing at all was told to the customer between the notice and the date);
--          date_count bigint;
--          late_count bigint, median_late_minutes double (on the rows of dates not kept: of all of these whose outcome came later, how
--              many there are, and the elapsed time from the date to it; null on other rows, and where there is none);
--          is_late_by_day boolean (on these rows: of some of these outcomes the day alone is known, so each counts from its first instant and the
--              median is the least that it may have been)
-- why:     a date belongs to the period that holds the last microsecond before it, as a due does. A date that is given again is no
--          second promise; who is told in time of a later one was not let down in silence, but the first date was not kept either,
--          so renewed stands by itself
with given as (
    select
        e.case_no,
        c.source,
        c.teller,
        e.event,
        e.expected_at,
        min(e."at") as given_at
    from numbered_event as e
    inner join numbered_case as c on c.case_no = e.case_no
    where e.expected_at is not null
        and e."at" <= cast($as_of as timestamp)
        and c.received_at <= cast($as_of as timestamp)
        and e.expected_at > e."at"
        and e.event in (
            'acknowledged', 'initial_response', 'info_requested', 'progress_update', 'delay_notice', 'timeline_given', 'contact_attempted'
        )
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
    group by
        e.case_no,
        c.source,
        c.teller,
        e.event,
        e.expected_at
),

promise as (
    select
        g.case_no,
        g.source,
        g.teller,
        g.expected_at,
        arg_min(g.event, (g.given_at, g.event)) as event,
        min(g.given_at) as given_at
    from given as g
    where g.expected_at > cast($period_start as timestamp)
        and g.expected_at <= cast($period_end as timestamp)
    group by
        g.case_no,
        g.source,
        g.teller,
        g.expected_at
),

able as (
    select distinct
        s.source,
        s.teller
    from told_events as s
    where s.event in ('resolution_proposed', 'outcome_communicated', 'closure_letter', 'closed')
),

after_notice as (
    select
        p.case_no,
        p.expected_at,
        e.event,
        e."at" as first_at,
        e.at_last as last_at,
        e.expected_at as next_expected_at
    from promise as p
    inner join numbered_event as e on e.case_no = p.case_no
    where e."at" <= cast($as_of as timestamp)
        and e.at_last >= p.given_at
),

followed as (
    select
        a.case_no,
        a.expected_at,
        min(a.last_at) filter (
            where a.event in ('resolution_proposed', 'outcome_communicated', 'closure_letter', 'closed')
        ) as outcome_last_at,
        min(a.first_at) filter (
            where a.event in ('resolution_proposed', 'outcome_communicated', 'closure_letter', 'closed')
        ) as outcome_first_at,
        coalesce(bool_or(a.event in ('withdrawn', 'merged') and a.last_at <= a.expected_at), false) as has_ended,
        coalesce(bool_or(a.next_expected_at > a.expected_at and a.last_at <= a.expected_at), false) as is_renewed
    from after_notice as a
    group by
        a.case_no,
        a.expected_at
),

heard as (
    select
        p.case_no,
        p.expected_at,
        count(*) as messages
    from promise as p
    inner join numbered_event as e on e.case_no = p.case_no
    where e.event in (
        'acknowledged', 'initial_response', 'info_requested', 'progress_update', 'delay_notice', 'timeline_given', 'resolution_proposed',
        'appeal_right_notified', 'outcome_communicated', 'closure_letter', 'follow_up'
    )
        and e."at" > p.given_at
        and e."at" < p.expected_at
        and e."at" <= cast($as_of as timestamp)
    group by
        p.case_no,
        p.expected_at
),

judged as (
    select
        p.event,
        case
            when f.outcome_last_at <= p.expected_at then 'kept'
            when f.has_ended then 'ended'
            when f.outcome_first_at <= p.expected_at then 'undecided'
            when f.is_renewed then 'renewed'
            when p.expected_at > cast($as_of as timestamp) then 'pending'
            when a.source is null and f.outcome_first_at is null then 'unknown'
            else 'not_kept'
        end as fate,
        coalesce(h.messages, 0) = 0 as nothing_heard,
        case when f.outcome_first_at > p.expected_at then (epoch_us(f.outcome_first_at) - epoch_us(p.expected_at)) / 60e6 end as late_minutes,
        f.outcome_last_at > f.outcome_first_at as is_by_day
    from promise as p
    left join able as a on a.source = p.source and a.teller = p.teller
    left join followed as f on f.case_no = p.case_no and f.expected_at = p.expected_at
    left join heard as h on h.case_no = p.case_no and h.expected_at = p.expected_at
),

late as (
    select
        'not_kept' as fate,
        count(*) as late_count,
        median(j.late_minutes) as median_late_minutes,
        bool_or(j.is_by_day) as is_late_by_day
    from judged as j
    where j.fate = 'not_kept'
        and j.late_minutes is not null
)

select
    cast(j.event as varchar) as event,
    j.fate as fate,
    j.fate = 'not_kept' and j.nothing_heard as is_silent,
    count(*) as date_count,
    any_value(l.late_count) as late_count,
    any_value(l.median_late_minutes) as median_late_minutes,
    any_value(l.is_late_by_day) as is_late_by_day
from judged as j
left join late as l on l.fate = j.fate
group by
    j.event,
    j.fate,
    j.fate = 'not_kept' and j.nothing_heard
order by
    event,
    fate,
    is_silent
