-- purpose: the events that some source can report by what its mapping says
-- params:  register varchar (the name of the source that is the register, which can record every event)
-- reads:   source_events
-- grain:   one row per event
-- columns: event varchar
-- why:     an event that only the register can record happens on record only where somebody writes it down
select distinct r.event
from source_events as r
where r.source <> $register
order by r.event
