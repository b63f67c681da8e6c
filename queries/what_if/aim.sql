-- purpose: how far a limit must reach by the clause's own clock, pauses taken out
-- params:  none
-- reads:   what_if_reach, what_if_stop, what_if_clock
-- grain:   one row per probe, case, cycle, bound and whether it is counted from the last possible instant of the start
-- columns: probe, source, case_id varchar, cycle bigint, is_sure boolean, unit, status varchar, from_last boolean,
--          start bigint (where the clock stands at the start), aim bigint (where it must stand: microseconds, open
--          microseconds, the ordinal of a business day, or a local date; null: no limit does)
-- why:     a limit that outlasts the first k pauses gains their length; it must reach beyond where each of them begins.
--          The least of these ways is the answer. While a pause that counts is open nothing can fall due, so to reach it is enough
create or replace temp table what_if_aim as
with started as (
    select
        r.probe,
        r.source,
        r.case_id,
        r.cycle,
        r.is_sure,
        r.calendar_key,
        r.unit,
        r.status,
        r.done_us,
        r.reach_us,
        v.from_last,
        case when v.from_last then r.start_last_us else r.start_us end as at_us
    from what_if_reach as r
    join (values (false), (true)) as v(from_last)
        on not v.from_last
        or r.start_last_us > r.start_us
),
reached as (
    select
        c.* exclude (at_us, clock, is_reached, day, business_before, business_upto),
        c.at_us as start_us,
        case c.unit
            when 'elapsed' then c.at_us
            when 'open_time' then c.clock
            when 'business_days' then c.business_upto
            else c.day
        end as start,
        case when c.unit in ('elapsed', 'open_time') then c.reach_us else c.reach_us - 1 end as at_us
    from clock_at('started') as c
),
asked as (
    select
        c.* exclude (at_us, clock, is_reached, day, business_before, business_upto),
        case c.unit
            when 'elapsed' then c.at_us
            when 'open_time' then c.clock + case when c.is_reached then 0 else 1 end
            when 'business_days' then c.business_before + 1
            else c.day
        end as aim
    from clock_at('reached') as c
),
paused as (
    select
        a.probe,
        a.source,
        a.case_id,
        a.cycle,
        a.is_sure,
        a.calendar_key,
        a.unit,
        a.from_last,
        greatest(p.from_us, a.start_us) as from_us,
        p.until_us,
        greatest(p.from_us, a.start_us) as at_us
    from asked as a
    join what_if_stop as p
        on p.probe = a.probe
        and p.source = a.source
        and p.case_id = a.case_id
    where coalesce(p.until_us > a.start_us, true)
        and coalesce(greatest(p.from_us, a.start_us) < a.done_us, true)
),
pause_begins as (
    select
        c.* exclude (at_us, clock, is_reached, day, business_before, business_upto),
        case c.unit
            when 'elapsed' then c.at_us + 1
            when 'open_time' then c.clock + 1
            when 'business_days' then c.business_before + 1
            else c.day
        end as beyond,
        case c.unit
            when 'elapsed' then c.at_us
            when 'open_time' then c.clock
            when 'business_days' then c.business_upto
            else c.day
        end as stopped,
        coalesce(c.until_us, c.from_us) as at_us
    from clock_at('paused') as c
),
measured as (
    select
        c.*,
        case c.unit
            when 'elapsed' then c.at_us
            when 'open_time' then c.clock
            when 'business_days' then c.business_upto
            else c.day
        end - c.stopped as length
    from clock_at('pause_begins') as c
),
summed as (
    select
        m.*,
        sum(m.length) over so_far as gained,
        m.beyond - (sum(m.length) over so_far - m.length) as own_need
    from measured as m
    window so_far as (
        partition by m.probe, m.source, m.case_id, m.cycle, m.is_sure, m.from_last
        order by m.from_us
        rows unbounded preceding
    )
),
outlasted as (
    select
        s.probe,
        s.source,
        s.case_id,
        s.cycle,
        s.is_sure,
        s.from_last,
        s.until_us is null as is_open,
        s.gained,
        max(s.own_need) over (
            partition by s.probe, s.source, s.case_id, s.cycle, s.is_sure, s.from_last
            order by s.from_us
            rows unbounded preceding
        ) as need
    from summed as s
),
ways as (
    select
        a.probe,
        a.source,
        a.case_id,
        a.cycle,
        a.is_sure,
        a.from_last,
        min(case
            when o.is_open then o.need
            when not (a.from_last and a.status = 'met') then greatest(o.need, a.aim - o.gained)
        end) as aim
    from asked as a
    join outlasted as o
        on o.probe = a.probe
        and o.source = a.source
        and o.case_id = a.case_id
        and o.cycle = a.cycle
        and o.is_sure = a.is_sure
        and o.from_last = a.from_last
    group by a.probe, a.source, a.case_id, a.cycle, a.is_sure, a.from_last
)
select
    a.probe,
    a.source,
    a.case_id,
    a.cycle,
    a.is_sure,
    a.unit,
    a.status,
    a.from_last,
    a.start,
    least(case when not (a.from_last and a.status = 'met') then a.aim end, w.aim)::bigint as aim
from asked as a
left join ways as w
    on w.probe = a.probe
    and w.source = a.source
    and w.case_id = a.case_id
    and w.cycle = a.cycle
    and w.is_sure = a.is_sure
    and w.from_last = a.from_last
