-- purpose: the schedule of each cadence: where it starts, where it ends, and how many windows there are
-- params:  none
-- reads:   judge_pair, judge_clause, judge_first, judge_match, calendar tables
-- grain:   one row per clause and case whose schedule starts
-- columns: clause_key integer, case_key bigint, is_blind boolean, calendar_key integer, unit varchar, amount bigint,
--          start_us bigint, start_clock, start_upto bigint, start_day integer (the clock of the start),
--          end_us bigint (null: open)
-- why:     the schedule stands, whenever updates come, so that a window is a division
create or replace temp table judge_schedule as
with started as (
    select
        p.clause_key,
        p.case_key,
        p.is_blind,
        c.calendar_key,
        c.unit,
        c.amount,
        s.at_us
    from judge_pair as p
    join judge_clause as c
        on c.clause_key = p.clause_key
        and c.type = 'cadence'
    join judge_first as s
        on s.set_key = c.after_set
        and s.case_key = p.case_key
    where p.applies
),
ended as (
    select
        s.clause_key,
        s.case_key,
        arg_min(m.at_us, m.seq) as end_us
    from started as s
    join judge_clause as c
        on c.clause_key = s.clause_key
    join judge_match as m
        on m.set_key = c.until_set
        and m.case_key = s.case_key
        and m.last_us >= s.at_us
    group by s.clause_key, s.case_key
)
select
    r.clause_key,
    r.case_key,
    r.is_blind,
    r.calendar_key,
    r.unit,
    r.amount,
    r.at_us as start_us,
    r.clock as start_clock,
    r.business_upto as start_upto,
    r.day as start_day,
    e.end_us
from clock_of('started') as r
left join ended as e
    on e.clause_key = r.clause_key
    and e.case_key = r.case_key
