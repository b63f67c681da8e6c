-- purpose: the clauses that were judged, by version and reading
-- params:  none
-- reads:   judge_clause
-- grain:   one row per policy version, clause and reading
-- columns: policy, clause, reading varchar, effective_from, effective_to date, clause_order, reading_order integer,
--          cite, text, type, strength varchar, assumed boolean, aim double, span, calendar varchar, refs varchar[],
--          kinds varchar[] (of the cases that it is for; null: all),
--          requires varchar[] (the events that satisfy it, by name and in that order; empty: none does),
--          is_plain_wait boolean (its clock runs from the receipt of every case of these kinds to the event as such: no condition, pause or extension),
--          each_start boolean (each event that starts its clock begins a duty of its own)
-- why:     what a number was asked for stands beside the number
create or replace temp view clauses as
select
    c.policy,
    c.clause,
    c.reading,
    c.effective_from,
    c.effective_to,
    c.clause_order,
    c.reading_order,
    c.cite,
    c.text,
    c.type,
    c.strength,
    c.assumed,
    c.aim,
    c."limit" as span,
    c.calendar,
    c.refs,
    c.kinds,
    c.requires,
    c.is_plain_wait,
    c.each_start
from judge_clause as c
