-- purpose: of the cases that were resolved in a period, how many were asked or answered about it, and how many could not have shown it
-- params:  period_start timestamp (UTC, first instant);
--          period_end timestamp (UTC, not included);
--          as_of timestamp (UTC; later events do not exist)
-- reads:   events, cases, file_teller, told_events
-- grain:   one row
-- columns: resolved_count bigint (cases with a first resolution_proposed or closed in the period);
--          answered_count bigint (of those, cases with satisfaction_recorded or process_feedback);
--          blind_count bigint (of those without, cases whose source reports neither)
-- why:     silence of a source that cannot tell is no dissatisfaction, and no satisfaction either
with resolved as (
    select
        e.source,
        e.case_id,
        min(e."at") as resolved_at
    from events as e
    -- What ended before the receipt ended nothing.
    inner join cases as c on c.source = e.source and c.case_id = e.case_id and c.received_at <= e.at_last
    where e.event in ('resolution_proposed', 'closed')
        and e."at" <= cast($as_of as timestamp)
    group by
        e.source,
        e.case_id
),

answered as (
    select distinct
        e.source,
        e.case_id
    from events as e
    where e.case_id is not null
        and e.event in ('satisfaction_recorded', 'process_feedback')
        and e."at" <= cast($as_of as timestamp)
),

reporting as (
    select distinct
        s.source,
        s.teller
    from told_events as s
    where s.event in ('satisfaction_recorded', 'process_feedback')
)

select
    count(*) as resolved_count,
    count(*) filter (where a.case_id is not null) as answered_count,
    count(*) filter (where a.case_id is null and p.source is null) as blind_count
from resolved as r
inner join cases as c on c.source = r.source and c.case_id = r.case_id
left join answered as a on a.source = r.source and a.case_id = r.case_id
left join file_teller as f on f.source = c.source and f.import = c.import and f.file = c.file
left join reporting as p on p.source = r.source and p.teller = coalesce(f.teller, 0)
where r.resolved_at >= cast($period_start as timestamp)
    and r.resolved_at < cast($period_end as timestamp)
order by
    resolved_count
