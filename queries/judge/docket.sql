-- purpose: the docket of each case of the range: everything that happened that any clause asks about, in order, as one list
-- params:  first_case, last_case bigint: the range of case keys; group_key integer: the clauses that are judged together;
--          as_of_us bigint; received_bits bigint (what the receipt answers to); at_shift, order_shift, evidence_shift integer,
--          origin_us, day_unit_us bigint: how an event is packed, see `judge::layout`
-- reads:   judge_case, judge_ordered_event, judge_word
-- grain:   one row per case
-- columns: case_key, group_key integer, circumstance_key ubigint, received_us, filled bigint, answered bigint (the selector sets
--          that any of its events answers to), happened hugeint[] (packed events, in order), has_days boolean (of some event only
--          the day is known), receipt hugeint (the packed implied receipt, where no other event answers to its sets),
--          outlived integer[] (null: see outlived)
-- why:     events after as_of do not exist; the implied receipt comes before all else of its instant, and events at one instant
--          keep the order of their source rows. Any selector of a set serves; auto must be known and equal; white space is blank
create or replace temp table judge_docket as
with told as (
    select
        k.case_key,
        e.at_us,
        e.last_us,
        e.order_no,
        e.evidence,
        w.any_bits | case e.auto when true then w.true_bits when false then w.false_bits else 0 end as bits
    from judge_ordered_event as e
    join judge_word as w
        on w.event = e.event
    join judge_case as k
        on k.source = e.source
        and k.case_id = e.case_id
    where k.case_key between $first_case and $last_case
        and e.at_us <= $as_of_us
        and w.particular is null
    union all
    select
        k.case_key,
        e.at_us,
        e.last_us,
        e.order_no,
        e.evidence,
        w.any_bits | case e.auto when true then w.true_bits when false then w.false_bits else 0 end
            | list_bit_or(list_transform(
                w.particular,
                lambda s: case when coalesce(s.auto = e.auto, s.auto is null)
                    and (s.roles is null or coalesce(list_contains(s.roles, e.role), false))
                    and (
                        s.fields is null
                        or len(list_filter(
                            s.fields,
                            lambda f: case f
                                when 'expected_at' then e.expected_us is not null
                                when 'actor' then is_filled(e.actor)
                                when 'role' then e.role is not null
                                else is_filled(e.attributes[f])
                            end
                        )) = len(s.fields)
                    )
                    then s.bits else 0 end
            )) as bits
    from judge_ordered_event as e
    join judge_word as w
        on w.event = e.event
    join judge_case as k
        on k.source = e.source
        and k.case_id = e.case_id
    where k.case_key between $first_case and $last_case
        and e.at_us <= $as_of_us
        and w.particular is not null
    union all
    select
        k.case_key,
        k.received_us as at_us,
        k.received_last_us as last_us,
        0 as order_no,
        null as evidence,
        $received_bits as bits
    from judge_case as k
    where k.case_key between $first_case and $last_case
),
listed as (
    select
        t.case_key,
        bit_or(t.bits) as answered,
        bool_or(t.last_us > t.at_us) as has_days,
        count(*) filter (t.bits & $received_bits <> 0) as receipt_count,
        list_sort(list(
            floor_of(t.at_us, $at_shift, $origin_us)
            | (t.order_no::hugeint << $order_shift)
            | t.bits
            | (case t.evidence when 'proxy' then 1 when 'presumed' then 2 else 0 end::bigint << $evidence_shift)
            | case when t.last_us > t.at_us then (t.last_us - t.at_us + 1) // $day_unit_us else 0 end
        )) as happened
    from told as t
    group by t.case_key
)
select
    l.case_key,
    $group_key::integer as group_key,
    k.circumstance_key,
    k.received_us,
    k.filled,
    l.answered,
    l.happened,
    l.has_days,
    case when l.receipt_count <= 1 then
        floor_of(k.received_us, $at_shift, $origin_us)
            | $received_bits
            | case when k.received_last_us > k.received_us then (k.received_last_us - k.received_us + 1) // $day_unit_us else 0 end
    end as receipt,
    null::integer[] as outlived
from listed as l
join judge_case as k
    on k.case_key = l.case_key
where k.case_key between $first_case and $last_case
