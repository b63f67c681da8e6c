-- purpose: every clock that a probe started, and how far it is known to have run
-- params:  as_of_us bigint
-- reads:   verdicts, what_if_probe, what_if_match
-- grain:   one row per probe, case, cycle and bound
-- columns: probe, source, case_id varchar, cycle bigint, calendar_key integer, unit varchar, seq bigint (of the start),
--          is_sure boolean (false: a second row, of a duty that is done, where only the day of its start or its end is known),
--          status varchar (met: done; pending: open; missed: the case ended undone; unknown: cannot be shown; possible: of the second row),
--          start_us, start_last_us bigint, done_us bigint (null: not done),
--          reach_us bigint (the last possible instant of what was done, of the second row the first one; else as_of)
-- why:     a probe is the clause without its limit, judged as every clause is: what starts it, what answers it, whether the
--          source could tell and whether the case has ended are the judge's own words. A limit that reaches the last possible instant is
--          kept, one that does not reach the first is not, and between the two nothing can be shown
create or replace temp table what_if_start as
with probed as (
    select
        v.reading as probe,
        v.source,
        v.case_id,
        v.cycle,
        v.status,
        epoch_us(v.started_at) as start_us,
        epoch_us(v.done_at) as done_us
    from verdicts as v
    where v.status <> 'not_applicable'
        and v.reading in (select p.probe from what_if_probe as p where p.kind = 'deadline')
),
started as (
    select
        m.probe,
        m.source,
        m.case_id,
        m.seq,
        m.last_us,
        row_number() over (partition by m.probe, m.source, m.case_id order by m.seq) as cycle
    from what_if_match as m
    where m.part = 'after'
),
done as (
    select
        v.probe,
        v.source,
        v.case_id,
        v.cycle,
        arg_min(m.last_us, m.seq) as last_us
    from probed as v
    join started as s using (probe, source, case_id, cycle)
    join what_if_match as m
        on m.probe = v.probe
        and m.part = 'require'
        and m.source = v.source
        and m.case_id = v.case_id
        and m.at_us = v.done_us
        and m.last_us >= v.start_us
        and m.seq <> s.seq
    group by v.probe, v.source, v.case_id, v.cycle
)
select
    v.probe,
    v.source,
    v.case_id,
    v.cycle,
    b.is_sure,
    p.calendar_key,
    p.unit,
    s.seq,
    case when b.is_sure then v.status else 'possible' end as status,
    v.start_us,
    s.last_us as start_last_us,
    v.done_us,
    case when b.is_sure then coalesce(d.last_us, $as_of_us) else v.done_us end as reach_us
from probed as v
join what_if_probe as p
    on p.probe = v.probe
join started as s
    on s.probe = v.probe
    and s.source = v.source
    and s.case_id = v.case_id
    and s.cycle = v.cycle
left join done as d
    on d.probe = v.probe
    and d.source = v.source
    and d.case_id = v.case_id
    and d.cycle = v.cycle
join (values (true), (false)) as b(is_sure)
    on b.is_sure
    or (v.status = 'met' and (s.last_us > v.start_us or d.last_us > v.done_us))
