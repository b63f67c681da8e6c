-- purpose: the timelines that are read, where only cases with open duties are asked for
-- params:  none
-- reads:   judge_open_timeline
-- grain:   one row per source and case
-- columns: those of timelines
-- why:     they are few, and need not be looked for again
create or replace temp view judge_timeline as
select o.*
from judge_open_timeline as o
