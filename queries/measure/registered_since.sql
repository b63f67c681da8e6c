-- purpose: cases received in a period that were registered only after an instant, such as that of a published report
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          since timestamp (UTC; registered later than this);
--          as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind)
-- reads:   cases, events
-- grain:   one row
-- columns: case_count bigint
-- why:     figures of a period that was reported on grow by what is registered late
with registered as (
    select
        e.source,
        e.case_id,
        min(e."at") as registered_at
    from events as e
    where e.event = 'logged'
        and e."at" <= cast($as_of as timestamp)
    group by
        e.source,
        e.case_id
)

select count(*) as case_count
from cases as c
inner join registered as r on r.source = c.source and r.case_id = c.case_id
where c.received_at >= cast($period_start as timestamp)
    and c.received_at < cast($period_end as timestamp)
    and c.received_at <= cast($as_of as timestamp)
    and r.registered_at > cast($since as timestamp)
    and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
order by case_count
