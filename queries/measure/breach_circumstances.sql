-- purpose: how often promises with a limit were broken where the customer was waited for, or the desk was closed at the start, and where not
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          as_of timestamp (UTC; later events do not exist);
--          policy varchar (null: every policy)
-- reads:   judge_verdict, judge_clause, judge_case, numbered_case, numbered_event, known_by_day, told_events, opening_hours
-- grain:   one row per circumstance, policy, clause, version, whether it held
-- columns: circumstance varchar (waiting: while the clock ran the customer had been asked for something, or the case was put on hold;
--              closed: the clock started while the clause's calendar was closed, of limits that run by the clock alone);
--          policy, clause varchar; since date (first day of the version that promised; null: it names none);
--          holds boolean;
--          judged_count bigint (duties that were met, late or missed);
--          broken_count bigint (of these, late or missed)
-- why:     a circumstance explains something only where a promise breaks more often with it than without it: an answer within the hour
--          leaves no time to ask the customer, so promises of one kind are held against each other. Waiting is asked of sources
--          that can report it; closed hours of limits in hours, days or weeks that no calendar shortens, and not where only the day of the
--          start is known: at its midnight every desk is closed. What is due after each event of a case is not asked: such duties are
--          broken together, and would be taken for as many chances
with promise as (
    select
        j.clause_key,
        j.policy,
        j.clause,
        j.effective_from as since,
        j.calendar,
        not regexp_matches(j."limit", 'business|working|calendar') as runs_by_the_clock
    from judge_clause as j
    where j.type = 'deadline'
        and j.strength = 'commitment'
        and j.reading = 'main'
        and j."limit" is not null
        and not coalesce(j.each_start, false)
        and (cast($policy as varchar) is null or j.policy = cast($policy as varchar))
),

duty as materialized (
    select
        v.case_key,
        p.policy,
        p.clause,
        p.since,
        p.calendar,
        p.runs_by_the_clock,
        v.start_us,
        least(v.due_us, coalesce(v.done_us, v.due_us)) as until_us,
        v.status <> 'met' as is_broken
    from judge_verdict as v
    inner join promise as p on p.clause_key = v.clause_key
    where v.status in ('met', 'late', 'missed')
        and v.case_key is not null
        and v.due_us > epoch_us(cast($period_start as timestamp))
        and v.due_us <= epoch_us(cast($period_end as timestamp))
),

-- Events are sought of these cases alone: most cases have no duty in the period.
concerned as materialized (
    select
        k.case_key,
        n.case_no,
        k.source,
        k.teller
    from numbered_case as n
    inner join judge_case as k on k.source = n.source and k.case_id = n.case_id
    semi join duty as d on d.case_key = k.case_key
),

able as (
    select distinct
        s.source,
        s.teller
    from told_events as s
    where s.event in ('paused', 'info_requested')
),

asked as (
    select
        k.case_key,
        list(epoch_us(e."at")) as asked_us
    from numbered_event as e
    inner join concerned as k on k.case_no = e.case_no
    where e.event in ('paused', 'info_requested')
        and e."at" <= cast($as_of as timestamp)
    group by
        k.case_key
),

waiting as (
    select
        'waiting' as circumstance,
        d.policy,
        d.clause,
        d.since,
        coalesce(len(list_filter(q.asked_us, lambda us: us >= d.start_us and us < d.until_us)) > 0, false) as holds,
        d.is_broken
    from duty as d
    inner join concerned as k on k.case_key = d.case_key
    inner join able as a on a.source = k.source and a.teller = k.teller
    left join asked as q on q.case_key = d.case_key
),

closed as (
    select
        'closed' as circumstance,
        d.policy,
        d.clause,
        d.since,
        not h.is_open as holds,
        d.is_broken
    from duty as d
    inner join opening_hours as h
        on h.calendar = d.calendar
        and h.utc_day = cast(make_timestamp(d.start_us) as date)
        and h.from_at <= make_timestamp(d.start_us)
        and h.to_at > make_timestamp(d.start_us)
    anti join known_by_day('duty') as o on o.case_key = d.case_key and o.at_us = d.start_us
    where d.runs_by_the_clock
),

circumstance as (
    select * from waiting
    union all
    select * from closed
)

select
    c.circumstance as circumstance,
    c.policy as policy,
    c.clause as clause,
    c.since as since,
    c.holds as holds,
    count(*) as judged_count,
    count(*) filter (where c.is_broken) as broken_count
from circumstance as c
group by
    c.circumstance,
    c.policy,
    c.clause,
    c.since,
    c.holds
order by
    circumstance,
    policy,
    clause,
    since nulls first,
    holds
