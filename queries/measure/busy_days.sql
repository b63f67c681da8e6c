-- purpose: days on which a source brought far more cases than usual: a bulk import, a backlog, or one event
-- params:  bounds varchar (first instants of the days and the end of the last, UTC, ascending, separated by commas);
--          as_of timestamp (UTC; later cases do not exist);
--          kind varchar (null: every kind);
--          times varchar (how many times the usual number makes a day stand out)
-- reads:   cases, stretches_between
-- grain:   one row per source and day that stands out
-- columns: source varchar;
--          day_index bigint (0 for the first day given);
--          case_count bigint;
--          usual_count double (the median of the days on which the source had any case)
-- why:     cases entered all at once make a "rise" of the day they were entered on
with day as (
    select
        s.stretch_index as day_index,
        s.start_at,
        s.end_at,
        s.utc_day
    from stretches_between($bounds) as s
),

counted as (
    select
        c.source,
        d.day_index,
        count(*) as case_count
    from cases as c
    inner join day as d
        on d.utc_day = c.received_at::date
        and c.received_at >= d.start_at
        and c.received_at < d.end_at
    where c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
    group by
        c.source,
        d.day_index
),

usual as (
    select
        k.source,
        median(k.case_count) as usual_count
    from counted as k
    group by
        k.source
)

select
    k.source as source,
    k.day_index as day_index,
    k.case_count as case_count,
    u.usual_count as usual_count
from counted as k
inner join usual as u on u.source = k.source
where k.case_count > cast(cast($times as varchar) as double) * u.usual_count
order by
    source,
    day_index
