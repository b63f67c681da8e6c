-- purpose: the cases that may have an open duty, where timelines tell what happened
-- params:  none
-- reads:   cases, judge_timeline, judge_open_timeline
-- grain:   one row per case
-- columns: those of cases that say what is judged and who owes it: no free text, no attributes
-- why:     a case without a timeline is one to which nothing happened, or that was touched by hand
create or replace temp table judge_case_asked as
select
    c.source,
    c.case_id,
    c.kind,
    c.received_at,
    c.received_last,
    c.channel,
    c.category,
    c.subcategory,
    c.product,
    c.customer,
    c.team,
    c.owner,
    c.severity,
    c.region,
    c.outcome,
    c.due_at
from cases as c
semi join judge_open_timeline as o
    on o.source = c.source
    and o.case_id = c.case_id
union all
select
    c.source,
    c.case_id,
    c.kind,
    c.received_at,
    c.received_last,
    c.channel,
    c.category,
    c.subcategory,
    c.product,
    c.customer,
    c.team,
    c.owner,
    c.severity,
    c.region,
    c.outcome,
    c.due_at
from cases as c
anti join judge_timeline as t
    on t.source = c.source
    and t.case_id = c.case_id
