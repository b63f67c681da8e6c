-- purpose: the verdicts of all single-contact clauses
-- params:  at_shift, order_shift, evidence_shift integer, origin_us bigint, order_mask hugeint: how an event is packed
-- reads:   concerned_by, judge_actor
-- grain:   one row per clause and case with a contact, or whose source cannot show any
-- columns: those of judge_verdict
-- why:     missed at the first contact by one actor too many; a contact without an actor leaves it open who it was
with concerned as (
    select
        c.clause_key,
        c.case_key,
        c.received_us,
        c.at_most,
        c.is_blind,
        c.answered & c.until_bits <> 0 as is_ended,
        list_filter(c.happened, lambda e: e & c.require_bits <> 0) as contacts
    from concerned_by('single_contact') as c
    where c.applies
        and (c.answered & c.require_bits <> 0 or c.is_blind)
),
contacts as (
    select
        c.clause_key,
        c.case_key,
        c.at_most,
        unnest(c.contacts) as packed
    from concerned as c
),
named as (
    select
        c.clause_key,
        c.case_key,
        c.at_most,
        c.packed,
        a.actor
    from contacts as c
    left join judge_actor as a
        on a.case_key = c.case_key
        and a.order_no = ((c.packed >> $order_shift) & $order_mask)::bigint
),
actors as (
    select
        n.clause_key,
        n.case_key,
        n.at_most,
        n.actor,
        min(n.packed) as packed
    from named as n
    group by n.clause_key, n.case_key, n.at_most, n.actor
),
summed as (
    select
        a.clause_key,
        a.case_key,
        bool_or(a.actor is null) as has_unnamed,
        list_sort(list(a.packed) filter (a.actor is not null))[any_value(a.at_most) + 1] as surplus
    from actors as a
    group by a.clause_key, a.case_key
)
select
    c.clause_key,
    c.case_key,
    1 as cycle,
    case
        when s.surplus is not null then 'missed'::judge_status
        when s.has_unnamed or c.is_blind then 'unknown'::judge_status
        when c.is_ended then 'met'::judge_status
        else 'pending'::judge_status
    end as status,
    at_of(c.contacts[1], $at_shift, $origin_us) as start_us,
    null as due_us,
    at_of(s.surplus, $at_shift, $origin_us) as done_us,
    false as extended,
    1 as count,
    evidence_of(s.surplus, $evidence_shift) as evidence,
    coalesce(at_of(c.contacts[1], $at_shift, $origin_us), c.received_us) as belongs_us,
    false as is_split
from concerned as c
left join summed as s
    on s.clause_key = c.clause_key
    and s.case_key = c.case_key
