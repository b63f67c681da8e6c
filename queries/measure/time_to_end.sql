-- purpose: how cases ended and after how long, by cohort of receipt
-- params:  bounds varchar (first instants of the cohorts and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind)
-- reads:   numbered_case, numbered_event, told_events, stretches_between
-- grain:   one row per cohort, way, duration, least
-- columns: cohort_index bigint (0 for the first cohort given);
--          way varchar (resolved, withdrawn, merged, referred; null: still open);
--          hours double (elapsed, to the minute begun, to the first end or to as_of; where a day alone is known, the most that it may
--              have been; null where the source cannot report an end);
--          least_hours double (the least that the hours may have been; where a day alone is known it is less than hours);
--          case_count bigint
-- why:     a withdrawn case will never be resolved: counting it as open would foretell what cannot happen. What ended in the hour after the
--          seventh day did not end within seven days: durations are rounded up, and by no more than a minute
with cohort as (
    select
        s.stretch_index as cohort_index,
        s.start_at,
        s.end_at,
        s.utc_day
    from stretches_between($bounds) as s
),

ending as (
    select
        column0 as event,
        column1 as way,
        column2 as rank
    from (
        values ('resolution_proposed', 'resolved', 1), ('closed', 'resolved', 2), ('withdrawn', 'withdrawn', 0), ('merged', 'merged', 0),
            ('referred_externally', 'referred', 3)
    ) as known (column0, column1, column2)
),

received as (
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

able as (
    select distinct
        s.source,
        s.teller
    from told_events as s
    where s.event in ('resolution_proposed', 'closed')
),

first_end as (
    select
        r.case_no,
        arg_min(d.way, (e."at", d.rank)) as way,
        min(e."at") as ended_from,
        arg_min(e.at_last, (e."at", d.rank, e.at_last)) as ended_at
    from numbered_event as e
    inner join ending as d on d.event = e.event
    inner join received as r on r.case_no = e.case_no
    where e."at" <= cast($as_of as timestamp)
        and e.event in ('resolution_proposed', 'closed', 'withdrawn', 'merged', 'referred_externally')
        and e.at_last >= r.received_at
    group by
        r.case_no
),

followed as (
    select
        r.cohort_index,
        f.way,
        case when a.source is not null or f.way is not null
            then (greatest(epoch_us(coalesce(f.ended_at, cast($as_of as timestamp))) - epoch_us(r.received_at), 0) + 59999999)
                // 60000000 / 60.0 end as hours,
        case when f.way is null then hours
            else (greatest(epoch_us(f.ended_from) - epoch_us(r.received_last), 0) + 59999999) // 60000000 / 60.0 end as least_hours
    from received as r
    left join able as a on a.source = r.source and a.teller = r.teller
    left join first_end as f on f.case_no = r.case_no
)

select
    w.cohort_index as cohort_index,
    w.way as way,
    w.hours::double as hours,
    w.least_hours::double as least_hours,
    count(*) as case_count
from followed as w
group by
    w.cohort_index,
    w.way,
    w.hours,
    w.least_hours
order by
    cohort_index,
    way nulls last,
    hours nulls last,
    least_hours nulls last
