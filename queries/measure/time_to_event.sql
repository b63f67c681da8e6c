-- purpose: how long cases waited for the acknowledgement and for the resolution, by cohort of receipt
-- params:  bounds varchar (first instants of the cohorts and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind)
-- reads:   numbered_case, numbered_event, told_events
-- grain:   one row per measure, cohort, duration, is_done, is_stand_in
-- columns: measure varchar (acknowledge: first acknowledged; resolve: first resolution_proposed or closed);
--          cohort_index bigint (0 for the first cohort given);
--          is_shown boolean (false: the source cannot report the event, so nothing is known; duration is then null);
--          duration_minutes double (elapsed, from receipt to the event, or to where the wait was last seen);
--          is_done boolean (false: still waiting at as_of, or withdrawn or merged before);
--          is_stand_in boolean (the event is a proxy or presumed);
--          case_count bigint
-- why:     cases still waiting are censored, not left out: the mean of the closed ones alone flatters.
--          As in the clauses, an event counts from the receipt on; one stamped on the receipt's day is zero. Of
--          two at one instant the one that was recorded itself stands before a stand-in. What a case was withdrawn from or merged
--          before is not done, though it was closed later
with bound as (
    select unnest(string_split(cast($bounds as varchar), ','))::timestamp as start_at
),

cohort as (
    select
        row_number() over (order by b.start_at) - 1 as cohort_index,
        b.start_at,
        lead(b.start_at) over (order by b.start_at) as end_at
    from bound as b
),

cohort_key as (
    select
        m.*,
        -- A month in UTC is found by hashing; the bounds decide.
        unnest(generate_series(date_trunc('month', m.start_at), m.end_at, interval 1 month))::date as utc_month
    from cohort as m
    where m.end_at is not null
),

sought as (
    select
        column0 as measure,
        column1 as event
    from (values ('acknowledge', 'acknowledged'), ('resolve', 'resolution_proposed'), ('resolve', 'closed')) as pair (column0, column1)
),

received as materialized (
    select
        c.case_no,
        c.source,
        c.teller,
        c.received_at,
        h.cohort_index
    from numbered_case as c
    inner join cohort_key as h
        on h.utc_month = date_trunc('month', c.received_at)::date
        and c.received_at >= h.start_at
        and c.received_at < h.end_at
    where c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
),

able as (
    select distinct
        s.source,
        s.teller,
        g.measure
    from told_events as s
    inner join sought as g on g.event = s.event
),

first_done as (
    select
        g.measure,
        r.case_no,
        min(e."at") as done_at,
        arg_min(e.evidence, (e."at", e.evidence)) as evidence
    from numbered_event as e
    inner join sought as g on g.event = e.event
    inner join received as r on r.case_no = e.case_no
    where e."at" <= cast($as_of as timestamp)
        and e.at_last >= r.received_at
    group by
        g.measure,
        r.case_no
),

ended as (
    select
        r.case_no,
        min(e."at") as ended_at
    from numbered_event as e
    inner join received as r on r.case_no = e.case_no
    where e.event in ('withdrawn', 'merged')
        and e."at" <= cast($as_of as timestamp)
        and e."at" >= r.received_at
    group by r.case_no
),

measure as (
    select distinct g.measure
    from sought as g
),

waited as (
    select
        m.measure,
        r.cohort_index,
        a.measure is not null or d.done_at is not null as is_shown,
        d.done_at <= coalesce(n.ended_at, d.done_at) and d.done_at is not null as is_done,
        is_done and coalesce(d.evidence in ('proxy', 'presumed'), false) as is_stand_in,
        greatest(
            epoch_us(coalesce(least(d.done_at, n.ended_at), cast($as_of as timestamp)))
            - epoch_us(r.received_at),
            0
        ) as duration_us
    from received as r
    cross join measure as m
    left join able as a on a.source = r.source and a.teller = r.teller and a.measure = m.measure
    left join first_done as d on d.case_no = r.case_no and d.measure = m.measure
    left join ended as n on n.case_no = r.case_no
)

select
    w.measure as measure,
    w.cohort_index as cohort_index,
    w.is_shown as is_shown,
    case when w.is_shown then w.duration_us / 60e6 end as duration_minutes,
    w.is_done as is_done,
    w.is_stand_in as is_stand_in,
    count(*) as case_count
from waited as w
group by
    w.measure,
    w.cohort_index,
    w.is_shown,
    case when w.is_shown then w.duration_us / 60e6 end,
    w.is_done,
    w.is_stand_in
order by
    measure,
    cohort_index,
    is_shown desc,
    duration_minutes nulls last,
    is_done desc,
    is_stand_in
