-- purpose: the cases that may have an open duty: those not over, and those in which something happened lately
-- params:  as_of, since timestamp, UTC (no span that started before `since` runs until as_of);
--          starts varchar (JSON list: the events that start a schedule of updates or a deadline, a closing left out, or open a case again)
-- reads:   judge_brief_case, events
-- grain:   one row per case
-- columns: those of judge_brief_case
-- why:     a case is over once it was closed, after its receipt, and nothing that starts a schedule or a deadline or opens it again came after;
--          pauses and notices cannot carry a due further than its span from the case's last event, or the last promised date.
--          At one instant the order of the rows decides, which is left to judging. Judging all other cases finds nothing
create or replace temp table judge_case_asked as
with told as (
    select
        e.source,
        e.case_id,
        max(e."at") filter (e.event = 'closed') as closed_at,
        max(e."at") filter (list_contains(from_json($starts, '["VARCHAR"]'), e.event)) as started_at,
        max(greatest(e.at_last, e.expected_at)) as last_at
    from events as e
    where e."at" <= $as_of
        and e.case_id is not null
    group by e.source, e.case_id
),
settled as (
    select
        t.source,
        t.case_id,
        t.closed_at
    from told as t
    where t.closed_at is not null
        and coalesce(t.started_at < t.closed_at, true)
        and t.last_at < $since
)
select c.*
from judge_brief_case as c
left join settled as s
    on s.source = c.source
    and s.case_id = c.case_id
where s.case_id is null
    or c.received_last >= $since
    or s.closed_at < c.received_at
