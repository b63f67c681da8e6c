-- purpose: the verdicts of the plain deadlines: those that count from the receipt, with nothing before it and nothing that moves them
-- params:  as_of_us bigint; at_shift, evidence_shift integer, origin_us bigint: how an event is packed
-- reads:   plain_deadlines
-- grain:   one row per clause and case
-- columns: those of judge_verdict
-- why:     most deadlines are plain
select
    d.clause_key,
    d.case_key,
    1 as cycle,
    plain_status(d.is_blind, d.due_us, d.done_us, $as_of_us) as status,
    d.start_us,
    d.due_us,
    d.done_us,
    false as extended,
    1 as count,
    evidence_of(d.done, $evidence_shift) as evidence,
    d.due_us - 1 as belongs_us,
    false as is_split
from plain_deadlines($at_shift, $origin_us) as d
