-- purpose: how much later an import speaks of the cases that the lake already has
-- params:  now: timestamp, UTC: when the import is made
-- reads:   cases_out, events_out, known_cases, known_events
-- grain:   one row
-- columns: shared bigint (cases that both have), later bigint (those of which the import tells something later than all that is known)
-- why:     an export that shares cases and tells nothing later of any of them is an older one
with told as (
    select
        t.source,
        t.case_id,
        max(t.instant) as last_at
    from (
        select c.source, c.case_id, c.received_at as instant from cases_out as c
        union all
        select e.source, e.case_id, e.at as instant from events_out as e where e.case_id is not null
    ) as t
    where t.instant <= $now
    group by t.source, t.case_id
),
known as (
    select
        k.source,
        k.case_id,
        max(k.instant) as last_at
    from (
        select c.source, c.case_id, c.received_at as instant from known_cases as c
        union all
        select e.source, e.case_id, e.at as instant from known_events as e where e.case_id is not null
    ) as k
    where k.instant <= $now
    group by k.source, k.case_id
)
select
    count(*) as shared,
    count(*) filter (where t.last_at > k.last_at) as later
from told as t
inner join known as k
    on k.source = t.source
    and k.case_id = t.case_id
order by shared
