-- purpose: the dates that notices promised, for the cases of the range
-- params:  first_case, last_case bigint: the range of case keys; as_of_us bigint;
--          extend_bits bigint (the selector sets of notices that move a due; 0: there is none)
-- reads:   judge_case, judge_ordered_event, judge_word
-- grain:   one row per event that carries a date
-- columns: case_key integer, order_no, expected_us bigint
-- why:     a packed event has no room for a promised date, and few events carry one
create or replace temp table judge_notice as
select
    k.case_key,
    e.order_no,
    e.expected_us
from judge_ordered_event as e
semi join judge_word as w
    on w.event = e.event
    and (w.particular is not null or (w.any_bits | w.true_bits | w.false_bits) & $extend_bits <> 0)
join judge_case as k
    on k.source = e.source
    and k.case_id = e.case_id
where $extend_bits <> 0
    and k.case_key between $first_case and $last_case
    and e.expected_us is not null
    and e.at_us <= $as_of_us
