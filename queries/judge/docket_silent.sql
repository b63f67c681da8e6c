-- purpose: the docket of each case of the range to which nothing happened but its receipt
-- params:  first_case, last_case bigint: the range of case keys; group_key integer: the clauses that are judged together;
--          received_bits bigint (what the receipt answers to); at_shift integer, origin_us, day_unit_us bigint: how an event is packed
-- reads:   judge_case, judge_docket, judge_stretch
-- grain:   one row per case
-- columns: those of judge_docket
-- why:     every case is judged
insert into judge_docket
with silent as (
    select
        k.*,
        r.stretch_no,
        floor_of(k.received_us, $at_shift, $origin_us)
            | $received_bits
            | case when k.received_last_us > k.received_us then (k.received_last_us - k.received_us + 1) // $day_unit_us else 0 end as receipt
    from judge_case as k
    anti join judge_docket as d
        on d.case_key = k.case_key
    left join judge_stretch as r
        on r.utc_day = utc_day(k.received_us)
        and r.from_us <= k.received_us
        and r.until_us > k.received_us
    where k.case_key between $first_case and $last_case
)
select
    s.case_key,
    $group_key::integer as group_key,
    s.circumstance_key,
    s.received_us,
    s.stretch_no,
    s.filled,
    $received_bits as answered,
    [s.receipt] as happened,
    s.received_last_us > s.received_us as has_days,
    s.receipt,
    s.stretch_no is not null and s.received_last_us = s.received_us as begins_with_receipt,
    null as notices
from silent as s
