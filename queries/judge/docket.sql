-- purpose: the docket of each case of the range to which anything happened that any clause asks about: all of it, in order, as one list
-- params:  first_case, last_case bigint: the range of case keys; group_key integer: the clauses that are judged together;
--          as_of_us bigint; received_bits bigint (what the receipt answers to); extend_bits bigint (the selector sets of notices that
--          move a due; 0: there is none); at_shift, order_shift, evidence_shift integer,
--          origin_us, day_unit_us, day_mask, set_mask bigint: how an event is packed, see `judge::layout`
-- reads:   judge_case, judge_row_event, judge_word, judge_timeline, judge_mark, judge_stretch
-- grain:   one row per case
-- columns: case_key, group_key integer, circumstance_key ubigint, received_us bigint, stretch_no integer (the stretch of its receipt; null: none),
--          filled bigint, answered bigint (the selector sets
--          that any of its events answers to), happened hugeint[] (packed events, in order), has_days boolean (of some event only
--          the day is known), receipt hugeint (the packed implied receipt, where no other event answers to its sets),
--          begins_with_receipt boolean (its stretch is known, nothing is before the implied receipt, no day stands for an instant),
--          notices struct[] (order_no, expected_us: the dates that its events promise; null: none, or no clause is extended by any)
-- why:     events after as_of do not exist; the implied receipt comes before all else of its instant, and events at one instant
--          keep the order of their source rows
create or replace temp table judge_docket as
with told as (
    select
        k.case_key,
        e.at_us,
        e.last_us,
        e.order_no,
        e.expected_us,
        e.evidence,
        answer_of(
            w.any_bits, w.true_bits, w.false_bits, w.particular, e.auto, e.role, e.expected_us is not null, is_filled(e.actor),
            case when w.particular is not null then list_filter(map_keys(e.attributes), lambda f: is_filled(e.attributes[f])) end
        ) as bits
    from judge_row_event as e
    join judge_word as w
        on w.event = e.event
    join judge_case as k
        on k.source = e.source
        and k.case_id = e.case_id
    where k.case_key between $first_case and $last_case
        and e.at_us <= $as_of_us
),
listed as (
    select
        t.case_key,
        list_sort(list(
            floor_of(t.at_us, $at_shift, $origin_us)
            | (t.order_no::hugeint << $order_shift)
            | t.bits
            | (case t.evidence when 'proxy' then 1 when 'presumed' then 2 else 0 end::bigint << $evidence_shift)
            | case when t.last_us > t.at_us then (t.last_us - t.at_us + 1) // $day_unit_us else 0 end
        )) as happened,
        case when $extend_bits <> 0
            then list({ 'order_no': t.order_no, 'expected_us': t.expected_us }) filter (t.expected_us is not null)
        end as notices
    from told as t
    group by t.case_key
    union all
    select
        k.case_key,
        list_transform(
            case when m.is_whole and t.last_at_us <= $as_of_us
                then t.happened
                else list_filter(t.happened, lambda e: case when m.marks[e.sign] is null then false else e.at_us <= $as_of_us end)
            end,
            lambda e: floor_of(e.at_us, $at_shift, $origin_us)
                | ((m.first_orders[e.sign] + coalesce(e."row", 0) * m.row_steps[e.sign])::hugeint << $order_shift)
                | m.marks[e.sign]
        ) as happened,
        case when $extend_bits <> 0 then list_transform(
            list_filter(t.happened, lambda e: e.expected_us is not null),
            lambda e: {
                'order_no': m.first_orders[e.sign] + coalesce(e."row", 0) * m.row_steps[e.sign],
                'expected_us': e.expected_us
            }
        ) end as notices
    from judge_timeline as t
    join judge_mark as m
        on m.place = t.place
    join judge_case as k
        on k.source = t.source
        and k.case_id = t.case_id
    where k.case_key between $first_case and $last_case
),
marked as (
    select
        l.case_key,
        k.circumstance_key,
        k.received_us,
        k.received_last_us,
        k.filled,
        r.stretch_no,
        l.happened,
        l.notices,
        coalesce(list_bit_or(l.happened), 0) as marks,
        floor_of(k.received_us, $at_shift, $origin_us)
            | $received_bits
            | case when k.received_last_us > k.received_us then (k.received_last_us - k.received_us + 1) // $day_unit_us else 0 end as receipt
    from listed as l
    join judge_case as k
        on k.case_key = l.case_key
    left join judge_stretch as r
        on r.utc_day = utc_day(k.received_us)
        and r.from_us <= k.received_us
        and r.until_us > k.received_us
    where k.case_key between $first_case and $last_case
)
select
    m.case_key,
    $group_key::integer as group_key,
    m.circumstance_key,
    m.received_us,
    m.stretch_no,
    m.filled,
    (m.marks & $set_mask)::bigint | $received_bits as answered,
    case when coalesce(m.receipt < m.happened[1], true)
        then list_prepend(m.receipt, m.happened)
        else list_sort(list_append(m.happened, m.receipt))
    end as happened,
    m.marks & $day_mask <> 0 or m.received_last_us > m.received_us as has_days,
    case when m.marks & $received_bits = 0 then m.receipt end as receipt,
    m.stretch_no is not null
        and m.marks & ($received_bits | $day_mask) = 0
        and m.received_last_us = m.received_us
        and coalesce(m.receipt < m.happened[1], true) as begins_with_receipt,
    case when len(m.notices) > 0 then m.notices end as notices
from marked as m
