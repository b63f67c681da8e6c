-- purpose: cases of a period that fall under no version of a procedure
-- params:  period_start timestamp (UTC, first instant);
--          period_end timestamp (UTC, not included);
--          as_of timestamp (UTC; later cases do not exist);
--          policy varchar (null: every policy)
-- reads:   cases, verdicts
-- grain:   one row
-- columns: case_count bigint (received in the period);
--          unjudged_count bigint (of those, the cases without any verdict)
-- why:     a case is judged by the version in force on its receipt; where none was, it is counted and left alone
with judged as (
    select distinct
        v.source,
        v.case_id
    from verdicts as v
    where v.case_id is not null
        and (cast($policy as varchar) is null or v.policy = cast($policy as varchar))
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
