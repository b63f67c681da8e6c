-- purpose: every start of a deadline clause that applies, and what counts as done after it
-- params:  none
-- reads:   judge_pair, judge_clause, judge_match
-- grain:   one row per clause, case and cycle
-- columns: clause_key integer, case_key, cycle bigint, is_blind boolean, unit varchar, amount bigint, calendar_key integer,
--          start_us, start_last_us bigint, done_us, done_last_us bigint (null: not done), evidence varchar
-- why:     done is the first required event, other than the start itself, whose last possible instant is not before the start
create or replace temp table judge_deadline as
with started as (
    select
        p.clause_key,
        p.case_key,
        p.is_blind,
        c.require_set,
        m.seq,
        m.at_us,
        m.last_us,
        c.each_start,
        row_number() over (partition by p.clause_key, p.case_key order by m.seq) as cycle
    from judge_pair as p
    join judge_clause as c
        on c.clause_key = p.clause_key
        and c.type = 'deadline'
    join judge_match as m
        on m.set_key = c.after_set
        and m.case_key = p.case_key
    where p.applies
    qualify c.each_start or cycle = 1
),
done as (
    select
        s.clause_key,
        s.case_key,
        s.cycle,
        arg_min(m.at_us, m.seq) as done_us,
        arg_min(m.last_us, m.seq) as done_last_us,
        arg_min(m.evidence, m.seq) as evidence
    from started as s
    join judge_match as m
        on m.set_key = s.require_set
        and m.case_key = s.case_key
        and m.seq <> s.seq
        and m.last_us >= s.at_us
    group by s.clause_key, s.case_key, s.cycle
)
select
    s.clause_key,
    s.case_key,
    s.cycle,
    s.is_blind,
    c.unit,
    c.amount,
    c.calendar_key,
    s.at_us as start_us,
    s.last_us as start_last_us,
    d.done_us,
    d.done_last_us,
    d.evidence
from started as s
join judge_clause as c
    on c.clause_key = s.clause_key
left join done as d
    on d.clause_key = s.clause_key
    and d.case_key = s.case_key
    and d.cycle = s.cycle
