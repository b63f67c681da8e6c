-- purpose: the cases that may have an open duty, where timelines tell what happened
-- params:  none
-- reads:   judge_brief_case, judge_timeline, judge_open_timeline
-- grain:   one row per case
-- columns: those of judge_brief_case
-- why:     a case without a timeline is one to which nothing happened, or that was touched by hand
create or replace temp table judge_case_asked as
select c.*
from judge_brief_case as c
semi join judge_open_timeline as o
    on o.source = c.source
    and o.case_id = c.case_id
union all
select c.*
from judge_brief_case as c
anti join judge_timeline as t
    on t.source = c.source
    and t.case_id = c.case_id
