-- purpose: cases of a period that fall under no version of a procedure
-- params:  period_start timestamp (UTC, first instant);
--          period_end timestamp (UTC, not included);
--          as_of timestamp (UTC; later cases do not exist);
--          policy varchar (null: every policy)
-- reads:   judge_verdict, judge_case, judge_clause
-- grain:   one row
-- columns: case_count bigint (received in the period);
--          unjudged_count bigint (of those, the cases without any verdict)
-- why:     a case is judged by the version in force on its receipt; where none was, it is counted and left alone
with received as (
    select k.case_key
    from judge_case as k
    where k.received_us >= epoch_us(cast($period_start as timestamp))
        and k.received_us < epoch_us(cast($period_end as timestamp))
        and k.received_us <= epoch_us(cast($as_of as timestamp))
),

-- Each clause of a version speaks of every case that the version judges, so one of them tells which cases those are.
speaking as (
    select min(c.clause_key) as clause_key
    from judge_clause as c
    where c.type <> 'review'
        and (cast($policy as varchar) is null or c.policy = cast($policy as varchar))
    group by
        c.version_key
),

judged as (
    select distinct v.case_key
    from judge_verdict as v
    semi join speaking as s on s.clause_key = v.clause_key
    semi join received as r on r.case_key = v.case_key
),

counted as (
    select
        (select count(*) from received) as case_count,
        (select count(*) from judged) as judged_count
)

select
    c.case_count as case_count,
    c.case_count - c.judged_count as unjudged_count
from counted as c
order by
    case_count
