-- purpose: the events that occur in each file of an import
-- params:  none
-- reads:   events_in
-- grain:   one row per file and event
-- columns: file_no integer, event varchar
-- why:     where a column names events by itself, only those that occur are known to be written there at all
select distinct
    e.file_no,
    e.event
from events_in as e
order by e.file_no, e.event
