-- purpose: who was behind the events that clauses on single contacts look at, for the cases of the range
-- params:  first_case, last_case bigint: the range of case keys; as_of_us bigint;
--          contact_bits bigint (the selector sets of such clauses; 0: there is no such clause)
-- reads:   judge_case, judge_ordered_event, judge_word
-- grain:   one row per event with an actor
-- columns: case_key integer, order_no bigint, actor varchar
-- why:     a packed event has no room for a name
create or replace temp table judge_actor as
select
    k.case_key,
    e.order_no,
    trim(e.actor) as actor
from judge_ordered_event as e
semi join judge_word as w
    on w.event = e.event
    and (w.particular is not null or (w.any_bits | w.true_bits | w.false_bits) & $contact_bits <> 0)
join judge_case as k
    on k.source = e.source
    and k.case_id = e.case_id
where $contact_bits <> 0
    and k.case_key between $first_case and $last_case
    and e.at_us <= $as_of_us
    and is_filled(e.actor)
