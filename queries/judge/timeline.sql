-- purpose: what happened to each case that one timeline tells whole
-- params:  none
-- reads:   timelines, judge_apart
-- grain:   one row per source and case
-- columns: those of timelines
-- why:     no event may be told twice
create or replace temp view judge_timeline as
select t.*
from timelines as t
anti join judge_apart as a
    on a.source = t.source
    and a.case_id = t.case_id
