-- purpose: when each deadline that something may move falls due, notices that extend it taken into account
-- params:  none
-- reads:   judge_target, judge_deadline, judge_clause, judge_docket_event, judge_notice, calendar tables
-- grain:   one row per clause, case and cycle
-- columns: clause_key, case_key, cycle integer, has_due boolean, due_us, latest_us bigint (counted from the first and the last
--          possible instant of the start; null: none), extended boolean
-- why:     a notice counts if it comes between start and the due of that moment; in order, those that count are the first ones.
--          Where a pause leaves no latest due, there is no due either
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
        m.packed,
        n.expected_us,
        m.at_us <= greatest(
            d.due_us,
            max(n.expected_us) over (
                partition by d.clause_key, d.case_key, d.cycle, d.from_last
                order by m.packed
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
    join judge_docket_event as m
        on m.case_key = d.case_key
        and m.packed & c.extend_bits::hugeint <> 0
    join judge_notice as n
        on n.case_key = m.case_key
        and n.order_no = m.order_no
    where d.due_us is not null
        and m.at_us >= s.start_us
        and coalesce(m.at_us <= s.done_us, true)
),
counted as (
    select
        n.*,
        bool_and(n.comes_in_time) over (
            partition by n.clause_key, n.case_key, n.cycle, n.from_last
            order by n.packed
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
),
moved as (
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
)
select
    m.clause_key,
    m.case_key,
    m.cycle,
    bool_and(m.due_us is not null) as has_due,
    max(m.due_us) filter (not m.from_last) as due_us,
    max(m.due_us) as latest_us,
    bool_or(m.extended) filter (not m.from_last) as extended
from moved as m
group by m.clause_key, m.case_key, m.cycle
