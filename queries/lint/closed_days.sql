-- purpose: how many starts of a limit in elapsed time or calendar days leave no open time before the due
-- params:  none
-- reads:   judge_verdict, judge_clause, known_by_day, calendar tables
-- grain:   one row per policy version and clause with such a limit and at least one start
-- columns: policy varchar, effective_from date (null: since ever), clause varchar,
--          start_count bigint (starts of the reading in force, at or before as_of, of which the hour is known), closed_count bigint (of those, the ones
--          from which on the calendar stays closed until the due, by the clause's own span)
-- why:     the open time so far is the same at start and due: extensions and pauses come later and mend no promise.
--          A cadence is not here: of a window in which the case ended there is no verdict, so the share would lean. Nor is a start
--          of which only the day is known: at its midnight every desk is closed (DECISIONS 153, 308)
with begun as (
    select
        v.case_key,
        c.clause_key,
        c.calendar_key,
        c.unit,
        c.amount,
        v.start_us as at_us
    from judge_verdict as v
    join judge_clause as c
        on c.clause_key = v.clause_key
    where c.reading = 'main'
        and c.type = 'deadline'
        and c.unit in ('elapsed', 'calendar_days')
        and v.start_us is not null
),
started as (
    select b.* exclude (case_key)
    from begun as b
    anti join known_by_day('begun') as o
        on o.case_key = b.case_key
        and o.at_us = b.at_us
),
read_start as (
    select r.*
    from clock_of('started') as r
),
aimed as (
    select t.*
    from target_of('read_start') as t
),
fell_due as (
    select
        d.clause_key,
        d.calendar_key,
        d.clock as start_clock,
        d.due_us as at_us
    from due_of('aimed') as d
),
read_due as (
    select
        r.clause_key,
        r.clock = r.start_clock as is_closed
    from clock_of('fell_due') as r
)
select
    c.policy,
    c.effective_from,
    c.clause,
    count(*) as start_count,
    count(*) filter (r.is_closed) as closed_count
from read_due as r
join judge_clause as c
    on c.clause_key = r.clause_key
group by c.policy, c.effective_from, c.clause
order by c.policy, c.effective_from nulls first, c.clause
