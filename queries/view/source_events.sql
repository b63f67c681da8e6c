-- purpose: the events that each source can report at all
-- params:  none
-- reads:   told_events
-- grain:   one row per source and event
-- columns: source, event varchar
-- why:     what the newest list, and all files of events that still tell of a case, show; a list with other columns is told apart in
--          told_events
create temp view source_events as
select
    t.source,
    t.event
from told_events as t
where t.teller = 0
