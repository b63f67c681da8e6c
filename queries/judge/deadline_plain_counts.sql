-- purpose: counts the verdicts of the plain deadlines
-- params:  as_of_us bigint; at_shift, evidence_shift integer, origin_us bigint: how an event is packed
-- reads:   plain_deadlines, judge_segment
-- grain:   one row per clause, segment, period, status and evidence
-- columns: those of judge_tally
-- why:     the same as counting the rows of deadline_plain.sql, whose reporting period came with the due
insert into judge_tally
select
    d.clause_key,
    g.segment,
    d.period_start,
    plain_status(d.is_blind, d.due_us, d.done_us, $as_of_us) as status,
    evidence_of(d.done, $evidence_shift) as evidence,
    count(*) as count
from plain_deadlines($at_shift, $origin_us) as d
left join judge_segment as g
    on g.case_key = d.case_key
group by d.clause_key, g.segment, d.period_start, status, evidence
