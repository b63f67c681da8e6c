-- purpose: what happened to each case of the range, in order, and its implied receipt before all else of that instant
-- params:  first_case, last_case bigint: the range of case keys; as_of timestamp, UTC
-- reads:   events, judge_case, judge_selector
-- grain:   one row per event of a case that any selector asks for
-- columns: case_key bigint, seq bigint (order within the case), event, actor, role, evidence varchar, auto boolean,
--          at_us, last_us, expected_us bigint, attributes map
-- why:     events after as_of do not exist; at one instant events keep the order of their source rows
create or replace temp table judge_event as
with asked as (
    select distinct s.event
    from judge_selector as s
),
happened as (
    select
        k.case_key,
        e.event,
        epoch_us(e.at) as at_us,
        epoch_us(e.at_last) as last_us,
        epoch_us(e.expected_at) as expected_us,
        nullif(trim(e.actor), '') as actor,
        e.role,
        e.auto,
        e.evidence,
        e.attributes,
        1 as place,
        e.import,
        e.file,
        e.row,
        e.part
    from events as e
    join judge_case as k
        on k.source = e.source
        and k.case_id = e.case_id
    where e.at <= $as_of
        and k.case_key between $first_case and $last_case
        and e.event in (select a.event from asked as a)
    union all
    select
        k.case_key,
        'received' as event,
        k.received_us as at_us,
        k.received_last_us as last_us,
        null as expected_us,
        null as actor,
        null as role,
        null as auto,
        'event' as evidence,
        null as attributes,
        0 as place,
        null as import,
        null as file,
        null as row,
        null as part
    from judge_case as k
    where k.case_key between $first_case and $last_case
)
select
    h.case_key,
    row_number() over (
        partition by h.case_key
        order by h.at_us, h.place, h.import, h.file, h.row, h.part
    ) as seq,
    h.event,
    h.at_us,
    h.last_us,
    h.expected_us,
    h.actor,
    h.role,
    h.auto,
    h.evidence,
    h.attributes
from happened as h
order by h.case_key, seq
