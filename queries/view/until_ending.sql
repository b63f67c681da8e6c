-- purpose: cases and events as they were known at an instant: what is later does not exist
-- params:  none
-- reads:   cases, events, ending
-- grain:   one row per case; one row per event
-- columns: those of cases and events
-- why:     judging leaves out by itself what is later; a question about the cases must not count it either
alter view cases rename to every_case;
alter view events rename to every_event;
create temp view cases as
select c.*
from every_case as c
where c.received_at <= (select e.as_of from ending as e);
create temp view events as
select h.*
from every_event as h
where h."at" <= (select e.as_of from ending as e)
