-- purpose: when each deadline falls due, notices that extend it taken into account
-- params:  none
-- reads:   judge_target, judge_deadline, judge_clause, judge_match, calendar tables
-- grain:   one row per clause, case, cycle and whether it is counted from the last instant of the start
-- columns: clause_key integer, case_key, cycle bigint, from_last boolean, due_us bigint (null: none), extended boolean
-- why:     a notice counts if it comes between start and the due of that moment; in order, those that count are the first ones
create or replace temp table judge_due as
with due as (
    select d.*
    from due_of('judge_target') as d
),
noticed as (
    select
        d.clause_key,
        d.case_key,
        d.cycle,
        d.from_last,
        d.due_us,
        m.seq,
        m.expected_us,
        m.at_us <= greatest(
            d.due_us,
            max(m.expected_us) over (
                partition by d.clause_key, d.case_key, d.cycle, d.from_last
                order by m.seq
                rows between unbounded preceding and 1 preceding
            )
        ) as comes_in_time
    from due as d
    join judge_clause as c
        on c.clause_key = d.clause_key
    join judge_deadline as s
        on s.clause_key = d.clause_key
        and s.case_key = d.case_key
        and s.cycle = d.cycle
    join judge_match as m
        on m.set_key = c.extend_set
        and m.case_key = d.case_key
    where d.due_us is not null
        and m.expected_us is not null
        and m.at_us >= s.start_us
        and coalesce(m.at_us <= s.done_us, true)
),
counted as (
    select
        n.*,
        bool_and(n.comes_in_time) over (
            partition by n.clause_key, n.case_key, n.cycle, n.from_last
            order by n.seq
            rows unbounded preceding
        ) as counts
    from noticed as n
),
promised as (
    select
        c.clause_key,
        c.case_key,
        c.cycle,
        c.from_last,
        max(c.expected_us) as promised_us
    from counted as c
    where c.counts
    group by c.clause_key, c.case_key, c.cycle, c.from_last
)
select
    d.clause_key,
    d.case_key,
    d.cycle,
    d.from_last,
    case when p.promised_us > d.due_us then p.promised_us else d.due_us end as due_us,
    coalesce(p.promised_us > d.due_us, false) as extended
from due as d
left join promised as p
    on p.clause_key = d.clause_key
    and p.case_key = d.case_key
    and p.cycle = d.cycle
    and p.from_last = d.from_last
