-- purpose: the longest silence of each case under a clause that asks for news at least once in every span
-- params:  as_of_us bigint
-- reads:   verdicts, what_if_probe, what_if_match, what_if_clock
-- grain:   one row per probe of a cadence and case that it concerns, cycle 1, into what_if_need
-- columns: those of what_if_need (met: the case has ended; pending: it is open, and its silence may last)
-- why:     windows stand on a fixed schedule, so the least span that is kept is no simple number: a longer one can be missed
--          where a shorter one is met. From the longest silence on every window has its news, whatever the schedule. A case that
--          ended where its schedule starts has no window under any limit, so nothing of it is counted
insert into what_if_need
with told as (
    select
        p.probe,
        p.calendar_key,
        p.unit,
        v.source,
        v.case_id,
        epoch_us(v.started_at) as start_us,
        bool_or(w.status is not null) as is_unknown
    from what_if_probe as p
    join verdicts as v
        on v.reading = p.probe
        and v.status <> 'not_applicable'
    left join verdicts as w
        on w.policy = p.policy
        and w.clause = p.clause
        and w.reading = p.reading
        and w.source = v.source
        and w.case_id = v.case_id
        and w.status = 'unknown'
    where p.kind = 'cadence'
    group by p.probe, p.calendar_key, p.unit, v.source, v.case_id, v.started_at
),
first_end as (
    select
        t.probe,
        t.source,
        t.case_id,
        arg_min(m.at_us, m.seq) as at_us
    from told as t
    join what_if_match as m
        on m.probe = t.probe
        and m.part = 'until'
        and m.source = t.source
        and m.case_id = t.case_id
        and m.last_us >= t.start_us
    group by t.probe, t.source, t.case_id
),
ended as (
    select
        t.*,
        case when f.at_us is not null then greatest(f.at_us, t.start_us) end as end_us
    from told as t
    left join first_end as f
        on f.probe = t.probe
        and f.source = t.source
        and f.case_id = t.case_id
),
points as (
    select
        e.probe,
        e.source,
        e.case_id,
        e.calendar_key,
        e.unit,
        e.start_us,
        e.start_us as point_us,
        false as is_reached_at
    from ended as e
    union all
    select
        e.probe,
        e.source,
        e.case_id,
        e.calendar_key,
        e.unit,
        e.start_us,
        m.at_us as point_us,
        true as is_reached_at
    from ended as e
    join what_if_match as m
        on m.probe = e.probe
        and m.part = 'require'
        and m.source = e.source
        and m.case_id = e.case_id
        and m.at_us > e.start_us
        and coalesce(m.at_us <= e.end_us, true)
    union all
    select
        e.probe,
        e.source,
        e.case_id,
        e.calendar_key,
        e.unit,
        e.start_us,
        coalesce(e.end_us, $as_of_us) as point_us,
        true as is_reached_at
    from ended as e
),
lookup as (
    select
        p.*,
        case when p.is_reached_at and p.unit not in ('elapsed', 'open_time') then p.point_us - 1 else p.point_us end as at_us
    from points as p
),
placed as (
    select
        c.*,
        min(c.day) filter (not c.is_reached_at) over (partition by c.probe, c.source, c.case_id) as start_day
    from clock_at('lookup') as c
),
counted as (
    select
        p.*,
        case p.unit
            when 'elapsed' then p.point_us
            when 'open_time' then p.clock + case when p.is_reached_at and not p.is_reached then 1 else 0 end
            when 'business_days' then case when p.is_reached_at then p.business_before + 1 else p.business_upto end
            when 'calendar_days' then p.day
            else greatest(datediff('month', date '1970-01-01' + p.start_day, date '1970-01-01' + p.day)
                + case
                    when (date '1970-01-01' + p.start_day + to_months(datediff(
                        'month', date '1970-01-01' + p.start_day, date '1970-01-01' + p.day
                    )::integer))::date < date '1970-01-01' + p.day then 1
                    else 0
                end, 0)
        end as ordinal
    from placed as p
),
gap as (
    select
        c.probe,
        c.source,
        c.case_id,
        c.ordinal - lag(c.ordinal) over (
            partition by c.probe, c.source, c.case_id
            order by c.is_reached_at, c.point_us
        ) as length
    from counted as c
),
longest as (
    select
        g.probe,
        g.source,
        g.case_id,
        greatest(max(g.length), 0) as need
    from gap as g
    group by g.probe, g.source, g.case_id
)
select
    e.probe,
    e.source,
    e.case_id,
    1 as cycle,
    case
        when e.is_unknown then 'unknown'
        when e.end_us is null then 'pending'
        else 'met'
    end as status,
    e.start_us,
    l.need,
    null as possible
from ended as e
join longest as l
    on l.probe = e.probe
    and l.source = e.source
    and l.case_id = e.case_id
where e.is_unknown
    or e.end_us is null
    or e.end_us > e.start_us
