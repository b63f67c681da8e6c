-- purpose: how often promises with a limit were broken where the customer was waited for, or the desk was closed at the start, and where not
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          as_of timestamp (UTC; later events do not exist);
--          policy varchar (null: every policy)
-- reads:   verdicts, clauses, cases, events, source_events, opening_hours
-- grain:   one row per circumstance, whether it held
-- columns: circumstance varchar (waiting: while the clock ran the customer had been asked for something, or the case was put on hold;
--              closed: the clock started while the clause's calendar was closed, of limits that run by the clock alone);
--          holds boolean;
--          judged_count bigint (duties that were met, late or missed);
--          broken_count bigint (of these, late or missed)
-- why:     a circumstance explains something only where promises break more often with it than without it. Waiting is asked of sources
--          that can report it; closed hours of limits in hours, days or weeks that no calendar shortens
with promise as (
    select
        c.policy,
        c.clause,
        min(c.calendar) as calendar,
        bool_and(not regexp_matches(c.span, 'business|working|calendar')) as runs_by_the_clock
    from clauses as c
    where c.type = 'deadline'
        and c.strength = 'commitment'
        and c.reading = 'main'
        and c.span is not null
        and (cast($policy as varchar) is null or c.policy = cast($policy as varchar))
    group by
        c.policy,
        c.clause
    having count(distinct c.calendar) <= 1
),

duty as (
    select
        v.source,
        v.case_id,
        v.policy,
        v.clause,
        v.cycle,
        p.calendar,
        p.runs_by_the_clock,
        v.started_at,
        least(v.due_at, coalesce(v.done_at, v.due_at)) as until_at,
        v.status <> 'met' as is_broken
    from verdicts as v
    inner join promise as p on p.policy = v.policy and p.clause = v.clause
    where v.reading = 'main'
        and v.status in ('met', 'late', 'missed')
        and v.case_id is not null
        and v.due_at > cast($period_start as timestamp)
        and v.due_at <= cast($period_end as timestamp)
),

able as (
    select distinct s.source
    from source_events as s
    where s.event in ('paused', 'info_requested')
),

asked as (
    select
        e.source,
        e.case_id,
        e."at" as asked_at
    from events as e
    where e.event in ('paused', 'info_requested')
        and e."at" <= cast($as_of as timestamp)
        and e.case_id is not null
),

waiting as (
    select
        'waiting' as circumstance,
        exists (
            select 1
            from asked as q
            where q.source = d.source
                and q.case_id = d.case_id
                and q.asked_at >= d.started_at
                and q.asked_at < d.until_at
        ) as holds,
        d.is_broken
    from duty as d
    inner join able as a on a.source = d.source
),

closed as (
    select
        'closed' as circumstance,
        not h.is_open as holds,
        d.is_broken
    from duty as d
    inner join opening_hours as h
        on h.calendar = d.calendar
        and h.utc_day = cast(d.started_at as date)
        and h.from_at <= d.started_at
        and h.to_at > d.started_at
    where d.runs_by_the_clock
),

circumstance as (
    select * from waiting
    union all
    select * from closed
)

select
    c.circumstance as circumstance,
    c.holds as holds,
    count(*) as judged_count,
    count(*) filter (where c.is_broken) as broken_count
from circumstance as c
group by
    c.circumstance,
    c.holds
order by
    circumstance,
    holds
