-- purpose: what happened to the cases of numbered_case
-- params:  none
-- reads:   events, numbered_case
-- grain:   one row per event whose case is there
-- columns: case_no integer; event enum (its name); evidence_rank utinyint (0: the event itself, 1: presumed, 2: a proxy);
--          at, at_last, expected_at timestamp; order_no bigint (of two events of a case at one instant the later row has the greater one)
-- why:     several measures of a report read all events: they are read from the lake, and their cases found, once
create type event_name as enum (select e.event from events as e union select 'received' as event order by event);
create temp table numbered_event as
select
    c.case_no,
    e.event::event_name as event,
    case e.evidence when 'event' then 0 when 'presumed' then 1 else 2 end::utinyint as evidence_rank,
    e."at",
    coalesce(e.at_last, e."at") as at_last,
    e.expected_at,
    -- By hand is after every import.
    coalesce(e.import, 4194303) * 1099511627776 + coalesce(e."row", 0) * 256 + coalesce(e.part, 0) as order_no
from events as e
-- Most ids differ where hashes meet, and most sources do not: the first is asked first.
inner join numbered_case as c on c.case_id = e.case_id and c.source = e.source
