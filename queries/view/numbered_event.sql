-- purpose: what happened to the cases of numbered_case
-- params:  none
-- reads:   events, numbered_case
-- grain:   one row per event whose case is there
-- columns: case_no integer; event enum (its name), evidence varchar; at, at_last, expected_at timestamp
-- why:     several measures of a report read all events: they are read from the lake, and their cases found, once
create type event_name as enum (select e.event from events as e union select 'received' as event order by event);
create temp table numbered_event as
select
    c.case_no,
    e.event::event_name as event,
    e.evidence,
    e."at",
    coalesce(e.at_last, e."at") as at_last,
    e.expected_at
from events as e
inner join numbered_case as c on c.source = e.source and c.case_id = e.case_id
