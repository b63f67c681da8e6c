-- purpose: the events that are read one by one: all of them
-- params:  none
-- reads:   judge_ordered_event
-- grain:   one row per event
-- columns: those of judge_ordered_event
-- why:     where there are timelines, another view stands here
create or replace temp view judge_row_event as
select e.*
from judge_ordered_event as e
