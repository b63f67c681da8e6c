-- purpose: takes away the events that do not count because of the rows of their case before them
-- params:  none
-- reads:   events_in, steps_refused
-- grain:   one row deleted per event
-- columns: none
-- why:     before anything is looked at for being repeated: what did not happen repeats nothing
delete from events_in as e
using steps_refused as s
where s.file_no = e.file_no
    and s.row_no = e.row_no
    and e.part >= s.first_part
    and e.part < s.next_part
