-- purpose: the cases that were open at some time of a stretch, or were received in it
-- params:  from_at, until_at: timestamp (UTC, the end not included); as_of: timestamp (UTC; later cases and events do not exist);
--          asked_kind: varchar (null: every kind)
-- reads:   numbered_case, numbered_event
-- grain:   one row per case
-- columns: case_no integer; source, teller as in numbered_case; received_at timestamp
-- why:     what is counted of a period's cases is counted of the same cases everywhere. A closing before the receipt ends nothing: an end
--          counts from the receipt on, a day's end by its last instant. What happened at one instant happened in the order of the rows.
--          Most cases were never opened again, and of these any end tells: only of the few others is the last word looked for
create temp macro alive_between(from_at, until_at, as_of, asked_kind) as table
with there as (
    select
        c.case_no,
        c.source,
        c.teller,
        c.received_at,
        c.received_at >= cast(from_at as timestamp) as is_new
    from numbered_case as c
    where c.received_at < cast(until_at as timestamp)
        and c.received_at <= cast(as_of as timestamp)
        and (cast(asked_kind as varchar) is null or c.kind = cast(asked_kind as varchar))
),

word as (
    select
        e.case_no,
        e."at",
        e.at_last,
        e.event = 'reopened' as opens,
        e.order_no
    from numbered_event as e
    where e.event in ('closed', 'withdrawn', 'merged', 'reopened')
        and e."at" < cast(until_at as timestamp)
        and e."at" <= cast(as_of as timestamp)
),

last_word as (
    select
        t.case_no,
        not arg_max(w.opens, (w."at", w.order_no)) filter (where w."at" < cast(from_at as timestamp)) as is_ended,
        bool_or(w.opens and w."at" >= cast(from_at as timestamp)) as is_reopened
    from word as w
    semi join word as o on o.case_no = w.case_no and o.opens
    inner join there as t on t.case_no = w.case_no and w.at_last >= t.received_at
    where not t.is_new
    group by
        t.case_no
)

select t.* exclude (is_new)
from there as t
where t.is_new
union all
select t.* exclude (is_new)
from there as t
anti join word as w on w.case_no = t.case_no and w.at_last >= t.received_at and w."at" < cast(from_at as timestamp)
where not t.is_new
union all
select t.* exclude (is_new)
from there as t
inner join last_word as l on l.case_no = t.case_no
where not l.is_ended
    or l.is_ended and l.is_reopened
