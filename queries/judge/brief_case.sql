-- purpose: what a list of open duties needs of a case
-- params:  none
-- reads:   cases
-- grain:   one row per case
-- columns: those of cases that say what is judged and who owes it: no free text, no attributes
-- why:     open cases are copied into a table, and those columns are most of what a case weighs
create or replace temp view judge_brief_case as
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
    c.due_at,
    c.import,
    c.file
from cases as c
