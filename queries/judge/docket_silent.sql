-- purpose: the docket of each case of the range to which nothing happened but its receipt
-- params:  first_case, last_case bigint: the range of case keys; group_key integer: the clauses that are judged together;
--          received_bits bigint (what the receipt answers to); at_shift integer, origin_us, day_unit_us bigint: how an event is packed
-- reads:   judge_case, judge_docket
-- grain:   one row per case
-- columns: those of judge_docket
-- why:     every case is judged
insert into judge_docket
with silent as (
    select
        k.*,
        floor_of(k.received_us, $at_shift, $origin_us)
            | $received_bits
            | case when k.received_last_us > k.received_us then (k.received_last_us - k.received_us + 1) // $day_unit_us else 0 end as receipt
    from judge_case as k
    anti join judge_docket as d
        on d.case_key = k.case_key
    where k.case_key between $first_case and $last_case
)
select
    s.case_key,
    $group_key::integer as group_key,
    s.circumstance_key,
    s.received_us,
    s.filled,
    $received_bits as answered,
    [s.receipt] as happened,
    s.received_last_us > s.received_us as has_days,
    s.receipt,
    null::integer[] as outlived
from silent as s
