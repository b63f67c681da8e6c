-- purpose: how long cases waited for the acknowledgement and for the resolution, by cohort of receipt
-- params:  bounds varchar (first instants of the cohorts and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind)
-- reads:   numbered_case, numbered_event, told_events, stretches_between
-- grain:   one row per measure, cohort, duration, least, is_done, is_stand_in, is_by_day
-- columns: measure varchar (acknowledge: first acknowledged; resolve: first resolution_proposed or closed);
--          cohort_index bigint (0 for the first cohort given);
--          is_shown boolean (false: the source cannot report the event, so nothing is known; duration is then null);
--          duration_minutes double (elapsed, from receipt to the event, or to where the wait was last seen; where a day alone is known,
--              the most that it may have been);
--          is_done boolean (false: still waiting at as_of, or withdrawn or merged before);
--          is_stand_in boolean (the event is a proxy or presumed);
--          is_by_day boolean (of the receipt or of the event that ended the wait the day alone is known);
--          least_minutes double (the least that the duration may have been; where a day alone is known it is less than duration_minutes);
--          case_count bigint
-- why:     cases still waiting are censored, not left out: the mean of the closed ones alone flatters.
--          As in the clauses, an event counts from the receipt on, and what is not proven is not kept: a wait known by days is over
--          when the day of its end is. Of two at one instant the one that was recorded itself stands before a stand-in. An instant,
--          its evidence and the length of its day in half hours (no day of any zone has 64) are one number, whose least is sought
--          at once for both waits. What a case was withdrawn from or merged before is not done, though it was closed later
with cohort as (
    select
        s.stretch_index as cohort_index,
        s.start_at,
        s.end_at,
        s.utc_day
    from stretches_between($bounds) as s
),

received as materialized (
    select
        c.case_no,
        c.source,
        c.teller,
        c.received_at,
        coalesce(c.received_last, c.received_at) as received_last,
        h.cohort_index
    from numbered_case as c
    inner join cohort as h
        on h.utc_day = c.received_at::date
        and c.received_at >= h.start_at
        and c.received_at < h.end_at
    where c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
),

told as (
    select
        e.case_no,
        min((epoch_us(e."at") * 4 + e.evidence_rank) * 64 + (epoch_us(e.at_last) - epoch_us(e."at") + 1799999999) // 1800000000) filter (
            where e.event = 'acknowledged' and e.at_last >= r.received_at
        ) as acknowledge_key,
        min((epoch_us(e."at") * 4 + e.evidence_rank) * 64 + (epoch_us(e.at_last) - epoch_us(e."at") + 1799999999) // 1800000000) filter (
            where e.event in ('resolution_proposed', 'closed') and e.at_last >= r.received_at
        ) as resolve_key,
        min(epoch_us(e."at")) filter (where e.event in ('withdrawn', 'merged') and e."at" >= r.received_at) as ended_us
    from numbered_event as e
    inner join received as r on r.case_no = e.case_no
    where e.event in ('acknowledged', 'resolution_proposed', 'closed', 'withdrawn', 'merged')
        and e."at" <= cast($as_of as timestamp)
    group by
        e.case_no
),

able as (
    select
        s.source,
        s.teller,
        bool_or(s.event = 'acknowledged') as acknowledges,
        bool_or(s.event in ('resolution_proposed', 'closed')) as resolves
    from told_events as s
    group by
        s.source,
        s.teller
),

awaited as (
    select
        m.measure,
        r.cohort_index,
        case when m.measure = 0 then t.acknowledge_key else t.resolve_key end as done_key,
        coalesce(case when m.measure = 0 then a.acknowledges else a.resolves end, false) or done_key is not null as is_shown,
        done_key >> 8 as done_us,
        (done_key >> 6) & 3 as evidence_rank,
        (done_key & 63) * 1800000000 as day_us,
        t.ended_us,
        epoch_us(r.received_at) as received_us,
        epoch_us(r.received_last) as received_last_us
    from received as r
    left join told as t on t.case_no = r.case_no
    left join able as a on a.source = r.source and a.teller = r.teller
    cross join (select unnest([0, 1]) as measure) as m
),

waited as (
    select
        w.measure,
        w.cohort_index,
        w.is_shown,
        coalesce(w.done_us <= coalesce(w.ended_us, w.done_us), false) as is_done,
        is_done and w.evidence_rank <> 0 as is_stand_in,
        is_done and (w.received_last_us > w.received_us or w.day_us > 0) as is_by_day,
        case when w.is_shown
            then greatest(
                case when is_done then w.done_us + w.day_us else coalesce(w.ended_us, epoch_us(cast($as_of as timestamp))) end
                - w.received_us,
                0
            )
        end as duration_us,
        case when is_done then greatest(w.done_us - w.received_last_us, 0) else duration_us end as least_us
    from awaited as w
),

counted as (
    select
        w.measure,
        w.cohort_index,
        w.is_shown,
        w.duration_us,
        w.least_us,
        w.is_done,
        w.is_stand_in,
        w.is_by_day,
        count(*) as case_count
    from waited as w
    group by
        w.measure,
        w.cohort_index,
        w.is_shown,
        w.duration_us,
        w.least_us,
        w.is_done,
        w.is_stand_in,
        w.is_by_day
)

select
    case when c.measure = 0 then 'acknowledge' else 'resolve' end as measure,
    c.cohort_index as cohort_index,
    c.is_shown as is_shown,
    c.duration_us / 60e6 as duration_minutes,
    c.is_done as is_done,
    c.is_stand_in as is_stand_in,
    c.is_by_day as is_by_day,
    c.least_us / 60e6 as least_minutes,
    c.case_count as case_count
from counted as c
-- By measure, cohort, what is shown; then duration, done, stand-in, by day, then the least: three numbers are sorted faster than eight columns.
order by
    (c.measure * 1000000 + c.cohort_index) * 2 + (not c.is_shown)::int,
    coalesce(c.duration_us, 0) * 8 + (not c.is_done)::int * 4 + c.is_stand_in::int * 2 + c.is_by_day::int,
    coalesce(c.least_us, 0)
