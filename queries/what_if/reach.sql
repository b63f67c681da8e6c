-- purpose: the instant that a clause's own limit must reach for the duty to be kept, notices taken into account
-- params:  none
-- reads:   what_if_start, what_if_match
-- grain:   one row per probe, case, cycle that is done or open, and bound
-- columns: probe, source, case_id varchar, cycle bigint, is_sure boolean, calendar_key integer, unit, status varchar, start_us, start_last_us,
--          done_us bigint, reach_us bigint (the earliest instant that suffices)
-- why:     a notice that promises a date not before what must be reached suffices itself, if the limit reaches the notice:
--          it then moves the due to that date. So the question goes back from notice to notice, as far as they carry
create or replace temp table what_if_reach as
with recursive carried as (
    select
        s.probe,
        s.source,
        s.case_id,
        s.cycle,
        s.is_sure,
        s.start_us,
        s.done_us,
        s.reach_us
    from what_if_start as s
    where s.status in ('met', 'pending', 'possible')
    union all
    select
        c.probe,
        c.source,
        c.case_id,
        c.cycle,
        c.is_sure,
        c.start_us,
        c.done_us,
        min(n.at_us) as reach_us
    from carried as c
    join what_if_match as n
        on n.probe = c.probe
        and n.part = 'notice'
        and n.source = c.source
        and n.case_id = c.case_id
        and n.expected_us >= c.reach_us
        and n.at_us < c.reach_us
        and n.at_us >= c.start_us
        and coalesce(n.at_us <= c.done_us, true)
    group by c.probe, c.source, c.case_id, c.cycle, c.is_sure, c.start_us, c.done_us
),
furthest as (
    select
        c.probe,
        c.source,
        c.case_id,
        c.cycle,
        c.is_sure,
        min(c.reach_us) as reach_us
    from carried as c
    group by c.probe, c.source, c.case_id, c.cycle, c.is_sure
)
select
    s.probe,
    s.source,
    s.case_id,
    s.cycle,
    s.is_sure,
    s.calendar_key,
    s.unit,
    s.status,
    s.start_us,
    s.start_last_us,
    s.done_us,
    f.reach_us
from what_if_start as s
join furthest as f
    on f.probe = s.probe
    and f.source = s.source
    and f.case_id = s.case_id
    and f.cycle = s.cycle
    and f.is_sure = s.is_sure
