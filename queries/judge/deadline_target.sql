-- purpose: what each deadline that something may move aims at, pauses taken out; for a start known only by its day, from its last instant too
-- params:  none
-- reads:   judge_deadline, judge_stopped, calendar tables
-- grain:   one row per clause, case, cycle and whether it is counted from the last instant of the start
-- columns: clause_key, case_key, cycle integer, from_last boolean, calendar_key integer, unit varchar,
--          target bigint (see due_of; null while a pause that counts is open)
-- why:     a pause counts while it begins before the due of that moment; pauses are in order, so those that count
--          are the first ones, and a running sum over them is the whole rule
create or replace temp table judge_target as
with base as (
    select
        d.clause_key,
        d.case_key,
        d.cycle,
        d.calendar_key,
        d.unit,
        d.amount,
        d.done_us,
        v.from_last,
        case when v.from_last then d.start_last_us else d.start_us end as at_us
    from judge_deadline as d
    join (values (false), (true)) as v(from_last)
        on not v.from_last
        or d.start_last_us > d.start_us
),
base_clock as (
    select b.*
    from clock_of('base') as b
),
aimed as (
    select t.*
    from target_of('base_clock') as t
),
clipped as (
    select
        a.clause_key,
        a.case_key,
        a.cycle,
        a.from_last,
        a.calendar_key,
        a.unit,
        a.target,
        greatest(p.from_us, a.at_us) as from_us,
        p.until_us
    from aimed as a
    join judge_stopped as p
        on p.clause_key = a.clause_key
        and p.case_key = a.case_key
    where coalesce(p.until_us > a.at_us, true)
        and coalesce(greatest(p.from_us, a.at_us) < a.done_us, true)
),
pause_starts as (
    select
        c.*,
        c.from_us as at_us
    from clipped as c
),
pause_ends as (
    select
        c.*,
        c.until_us as at_us
    from clipped as c
    where c.until_us is not null
),
measured as (
    select
        f.clause_key,
        f.case_key,
        f.cycle,
        f.from_last,
        f.target,
        f.from_us,
        f.until_us is null as is_open,
        case f.unit
            when 'elapsed' then f.at_us
            when 'open_time' then f.clock
            when 'business_days' then f.business_before
            else f.day - 1
        end as position,
        case f.unit
            when 'elapsed' then u.at_us - f.at_us
            when 'open_time' then u.clock - f.clock
            when 'business_days' then u.business_upto - f.business_upto
            else u.day - f.day
        end as length
    from clock_of('pause_starts') as f
    left join clock_of('pause_ends') as u
        on u.clause_key = f.clause_key
        and u.case_key = f.case_key
        and u.cycle = f.cycle
        and u.from_last = f.from_last
        and u.from_us = f.from_us
),
compared as (
    select
        m.*,
        m.position < m.target + coalesce(sum(m.length) over before_it, 0) as begins_in_time
    from measured as m
    window before_it as (
        partition by m.clause_key, m.case_key, m.cycle, m.from_last
        order by m.from_us
        rows between unbounded preceding and 1 preceding
    )
),
counted as (
    select
        c.*,
        bool_and(c.begins_in_time) over (
            partition by c.clause_key, c.case_key, c.cycle, c.from_last
            order by c.from_us
            rows unbounded preceding
        ) as counts
    from compared as c
),
moved as (
    select
        c.clause_key,
        c.case_key,
        c.cycle,
        c.from_last,
        coalesce(sum(c.length) filter (c.counts), 0) as stopped,
        coalesce(bool_or(c.is_open) filter (c.counts), false) as is_stopped
    from counted as c
    group by c.clause_key, c.case_key, c.cycle, c.from_last
)
select
    a.clause_key,
    a.case_key,
    a.cycle,
    a.from_last,
    a.calendar_key,
    a.unit,
    case when m.is_stopped then null else a.target + coalesce(m.stopped, 0) end::bigint as target
from aimed as a
left join moved as m
    on m.clause_key = a.clause_key
    and m.case_key = a.case_key
    and m.cycle = a.cycle
    and m.from_last = a.from_last
