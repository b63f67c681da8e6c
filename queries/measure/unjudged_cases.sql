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
with judged as (
    select
        k.source,
        k.case_id
    from judge_case as k
    semi join (
        select distinct v.case_key
        from judge_verdict as v
        inner join judge_clause as c on c.clause_key = v.clause_key
        where cast($policy as varchar) is null or c.policy = cast($policy as varchar)
    ) as v on v.case_key = k.case_key
)

select
    count(*) as case_count,
    count(*) filter (where j.case_id is null) as unjudged_count
from cases as c
left join judged as j on j.source = c.source and j.case_id = c.case_id
where c.received_at >= cast($period_start as timestamp)
    and c.received_at < cast($period_end as timestamp)
    and c.received_at <= cast($as_of as timestamp)
order by
    case_count
