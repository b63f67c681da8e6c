-- purpose: the events that one source can report at all
-- params:  source varchar
-- reads:   source_events
-- grain:   one row per event
-- columns: event varchar
-- why:     where a source cannot report an event, its silence proves nothing
select distinct
    r.event
from source_events as r
where r.source = $source
order by r.event
