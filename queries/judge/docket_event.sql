-- purpose: the events, one row each, of the cases whose deadlines something may move
-- params:  at_shift, order_shift integer, origin_us bigint, order_mask hugeint: how an event is packed
-- reads:   judge_deadline, judge_docket
-- grain:   one row per event of such a case
-- columns: case_key integer, packed hugeint, at_us, order_no bigint
-- why:     pauses and notices concern few cases, and those are worth rows
create or replace temp table judge_docket_event as
with concerned as (
    select distinct d.case_key
    from judge_deadline as d
),
unpacked as (
    select
        d.case_key,
        unnest(d.happened) as packed
    from judge_docket as d
    semi join concerned as c
        on c.case_key = d.case_key
)
select
    u.case_key,
    u.packed,
    at_of(u.packed, $at_shift, $origin_us) as at_us,
    ((u.packed >> $order_shift) & $order_mask)::bigint as order_no
from unpacked as u
