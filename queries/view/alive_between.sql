-- purpose: the cases that were open at some time of a stretch, or were received in it
-- params:  from_at, until_at: timestamp (UTC, the end not included); as_of: timestamp (UTC; later cases and events do not exist);
--          asked_kind: varchar (null: every kind)
-- reads:   numbered_case, numbered_event
-- grain:   one row per case
-- columns: case_no integer; source, teller as in numbered_case; received_at timestamp
-- why:     what is counted of a period's cases is counted of the same cases everywhere. A closing before the receipt ends nothing: an end
--          counts from the receipt on, a day's end by its last instant. Opened again at one instant with the end, a case is open
create temp macro alive_between(from_at, until_at, as_of, asked_kind) as table
with ending as (
    select
        e.case_no,
        -- The last word is the one whose instant is greatest; at one instant a reopening, which makes the number odd.
        max(epoch_us(e."at") * 2 + (e.event = 'reopened')::int) filter (where e."at" < cast(from_at as timestamp)) & 1 = 0 as is_ended,
        bool_or(e.event = 'reopened' and e."at" >= cast(from_at as timestamp)) as is_reopened
    from numbered_event as e
    inner join numbered_case as c
        on c.case_no = e.case_no
        and e.at_last >= c.received_at
    where e.event in ('closed', 'withdrawn', 'merged', 'reopened')
        and e."at" < cast(until_at as timestamp)
        and e."at" <= cast(as_of as timestamp)
    group by
        e.case_no
)

select
    c.case_no,
    c.source,
    c.teller,
    c.received_at
from numbered_case as c
left join ending as n on n.case_no = c.case_no
where c.received_at < cast(until_at as timestamp)
    and c.received_at <= cast(as_of as timestamp)
    and (cast(asked_kind as varchar) is null or c.kind = cast(asked_kind as varchar))
    and (c.received_at >= cast(from_at as timestamp) or coalesce(n.is_reopened or not n.is_ended, true))
