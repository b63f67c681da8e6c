-- purpose: cases of a period that fall under no version of a procedure
-- params:  period_start timestamp (UTC, first instant);
--          period_end timestamp (UTC, not included);
--          as_of timestamp (UTC; later cases do not exist);
--          policy varchar (null: every policy)
-- reads:   cases, judge_verdict, judge_case, judge_clause
-- grain:   one row
-- columns: case_count bigint (received in the period);
--          unjudged_count bigint (of those, the cases without any verdict)
-- why:     a case is judged by the version in force on its receipt; where none was, it is counted and left alone
with received as (
    select
        c.source,
        c.case_id
    from cases as c
    where c.received_at >= cast($period_start as timestamp)
        and c.received_at < cast($period_end as timestamp)
        and c.received_at <= cast($as_of as timestamp)
),

numbered as (
    select k.case_key
    from judge_case as k
    inner join received as r on r.source = k.source and r.case_id = k.case_id
),

judged as (
    select distinct v.case_key
    from judge_verdict as v
    inner join judge_clause as c on c.clause_key = v.clause_key
    semi join numbered as n on n.case_key = v.case_key
    where cast($policy as varchar) is null or c.policy = cast($policy as varchar)
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
