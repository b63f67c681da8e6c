-- purpose: the events that are read one by one: those of cases that no timeline tells whole
-- params:  none
-- reads:   judge_ordered_event, judge_apart
-- grain:   one row per event
-- columns: those of judge_ordered_event
-- why:     they are few
create or replace temp view judge_row_event as
select e.*
from judge_ordered_event as e
semi join judge_apart as a
    on a.source = e.source
    and a.case_id = e.case_id
