-- purpose: the starts of the deadlines that something may move
-- params:  at_shift, evidence_shift integer, origin_us, day_unit_us, day_mask bigint: how an event is packed
-- reads:   deadlines, judge_clause
-- grain:   one row per clause, case and cycle
-- columns: clause_key, case_key, cycle, calendar_key integer, unit varchar, amount bigint, is_blind boolean,
--          start_us, start_last_us, done_us, done_last_us bigint (null: not done), evidence
-- why:     pauses, notices and starts known only by their day concern few cases, and take many steps
create or replace temp table judge_deadline as
select
    d.clause_key,
    d.case_key,
    d.cycle,
    c.calendar_key,
    c.unit,
    c.amount,
    d.is_blind,
    d.start_us,
    d.start_last_us,
    at_of(d.done, $at_shift, $origin_us) as done_us,
    last_of(d.done, $at_shift, $origin_us, $day_mask, $day_unit_us) as done_last_us,
    evidence_of(d.done, $evidence_shift) as evidence
from deadlines(true, $at_shift, $origin_us, $day_mask, $day_unit_us) as d
join judge_clause as c
    on c.clause_key = d.clause_key
