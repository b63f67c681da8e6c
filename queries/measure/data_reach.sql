-- purpose: from when to when each source's cases reach, and what lies beyond the instant of the report
-- params:  as_of timestamp (UTC; later cases and events do not exist)
-- reads:   cases, events
-- grain:   one row per source
-- columns: source varchar;
--          case_count, event_count bigint (up to as_of);
--          later_case_count, later_event_count bigint (after as_of, left out of everything else);
--          first_received_at, last_received_at timestamp (UTC; null where no case exists yet);
--          last_at timestamp (UTC; the last receipt or event up to as_of; null where nothing exists yet);
--          day_only_count bigint (cases whose receipt is known only by its day)
-- why:     a period is called complete only where the data reach its end, and what is open is open as far as the data tell
with case_side as (
    select
        c.source,
        count(*) filter (where c.received_at <= cast($as_of as timestamp)) as case_count,
        count(*) filter (where c.received_at > cast($as_of as timestamp)) as later_case_count,
        min(c.received_at) filter (where c.received_at <= cast($as_of as timestamp)) as first_received_at,
        max(c.received_at) filter (where c.received_at <= cast($as_of as timestamp)) as last_received_at,
        count(*) filter (where c.received_at <= cast($as_of as timestamp) and c.received_precision = 'day') as day_only_count
    from cases as c
    group by
        c.source
),

event_side as (
    select
        e.source,
        count(*) filter (where e."at" <= cast($as_of as timestamp)) as event_count,
        count(*) filter (where e."at" > cast($as_of as timestamp)) as later_event_count,
        max(e."at") filter (where e."at" <= cast($as_of as timestamp)) as last_event_at
    from events as e
    group by
        e.source
)

select
    coalesce(c.source, e.source) as source,
    coalesce(c.case_count, 0)::bigint as case_count,
    coalesce(e.event_count, 0)::bigint as event_count,
    coalesce(c.later_case_count, 0)::bigint as later_case_count,
    coalesce(e.later_event_count, 0)::bigint as later_event_count,
    c.first_received_at as first_received_at,
    c.last_received_at as last_received_at,
    greatest(c.last_received_at, e.last_event_at) as last_at,
    coalesce(c.day_only_count, 0)::bigint as day_only_count
from case_side as c
full outer join event_side as e on e.source = c.source
order by
    source
