-- purpose: how often something occurs in an import that a reader of figures should know
-- params:  now: timestamp, UTC: when the import is made
-- reads:   case_rows_in, events_in, notes_in, fates, repeated_events, steps_refused, cases_out, events_out
-- grain:   one row per measure, field and value
-- columns: measure, field, value varchar (null where it makes no difference), count bigint (kept rows)
-- why:     a wall time in a clock change, a blank field or an unknown word bends a rate without anyone seeing it
with kept_cases as (
    select
        c.received_flags,
        c.due_flags
    from case_rows_in as c
    anti join fates as t
        on t.file_no = c.file_no
        and t.row_no = c.row_no
),
kept_events as (
    select
        e.event,
        e.at_flags,
        e.expected_flags
    from events_in as e
    anti join fates as t
        on t.file_no = e.file_no
        and t.row_no = e.row_no
    anti join repeated_events as r
        on r.file_no = e.file_no
        and r.row_no = e.row_no
        and r.part = e.part
),
instants as (
    select 'received_at' as field, null as value, k.received_flags as flags from kept_cases as k
    union all
    select 'due_at' as field, null as value, k.due_flags as flags from kept_cases as k
    union all
    select 'at' as field, k.event as value, k.at_flags as flags from kept_events as k
    union all
    select 'expected_at' as field, k.event as value, k.expected_flags as flags from kept_events as k
),
doubtful as (
    select
        b.measure,
        i.field,
        i.value,
        count(*) as count
    from instants as i
    inner join (values ('twice_time', 2), ('gap_time', 4)) as b (measure, bit)
        on i.flags & b.bit = b.bit
    group by b.measure, i.field, i.value
),
times as (
    select
        i.field,
        i.value,
        count(*) filter (where i.flags & 8 = 8) as midnight_count,
        -- The other dates a case need not have, and what it has not has no flags either.
        count(*) filter (where i.field in ('received_at', 'at')) as given_count,
        count(*) filter (where i.flags & 1 = 1 and i.field in ('received_at', 'at')) as day_count
    from instants as i
    group by i.field, i.value
),
-- Five times out of five is no chance.
midnights as (
    select
        case when m.midnight_count = m.given_count and m.given_count >= 5 then 'always_midnight' else 'midnight' end as measure,
        m.field,
        m.value,
        m.midnight_count as count
    from times as m
),
-- A few hours among days, as somebody types them into a register of days.
days as (
    select
        'mostly_days' as measure,
        m.field,
        m.value,
        m.day_count as count
    from times as m
    where m.day_count < m.given_count
        and m.day_count > m.given_count - m.day_count
),
two_orders as (
    select
        case when i.flags & 128 = 128 then 'day_first' else 'month_first' end as measure,
        i.field,
        i.value,
        count(*) as count
    from instants as i
    where i.flags & 384 > 0
        -- One date that can be read in one way only tells the order of all.
        and not exists (select s.flags from instants as s where s.flags & 512 = 512)
    group by case when i.flags & 128 = 128 then 'day_first' else 'month_first' end, i.field, i.value
),
fields as (
    unpivot (
        select
            count(*) filter (where c.kind is null) as kind,
            count(*) filter (where c.channel is null) as channel,
            count(*) filter (where c.category is null) as category,
            count(*) filter (where c.subcategory is null) as subcategory,
            count(*) filter (where c.product is null) as product,
            count(*) filter (where c.customer is null) as customer,
            count(*) filter (where c.team is null) as team,
            count(*) filter (where c.owner is null) as owner,
            count(*) filter (where c.severity is null) as severity,
            count(*) filter (where c.region is null) as region,
            count(*) filter (where c.outcome is null) as outcome,
            count(*) filter (where c.subject is null) as subject,
            count(*) filter (where c.description is null) as description
        from cases_out as c
    )
    on columns(*)
    into name field value count
),
noted as (
    select
        n.measure,
        n.field,
        n.value,
        count(*) as count
    from notes_in as n
    anti join fates as t
        on t.file_no = n.file_no
        and t.row_no = n.row_no
    group by n.measure, n.field, n.value
),
said_again as (
    select
        s.field,
        s.state as value,
        -- Several rules can watch one column.
        count(distinct (s.file_no, s.row_no)) as count
    from steps_refused as s
    anti join fates as t
        on t.file_no = s.file_no
        and t.row_no = s.row_no
    where s.state is not null
    group by s.field, s.state
),
closings as (
    select
        c.source,
        c.case_id,
        any_value(c.received_at) as received_at,
        any_value(c.due_at) as due_at,
        any_value(c.attributes['on_time']) as on_time,
        -- A list and a history can tell of one closing both.
        count(distinct e.at) filter (where e.event = 'closed') as closed_count,
        count(*) filter (where e.event = 'reopened') as reopened_count,
        min(e.at) filter (where e.event = 'closed') as closed_at,
        max(e.at_last) filter (where e.event = 'closed') as closed_last,
        -- The day after the one that was promised begins at the very end of that.
        coalesce(arg_min(e.at_last > e.at, e.at) filter (where e.event = 'closed'), false) as is_day,
        max(e.at_last) filter (where e.event = 'closed' and e.at_last < c.received_at) as closed_early,
        min(e.at) filter (where e.event = 'resolution_proposed') as resolved_at
    from events_out as e
    inner join cases_out as c
        on c.source = e.source
        and c.case_id = e.case_id
    where e.event in ('closed', 'reopened', 'resolution_proposed')
    group by c.source, c.case_id
),
out_of_order as (
    unpivot (
        select
            count(*) filter (where k.closed_early is not null) as closed_before_received,
            count(*) filter (where k.closed_last < k.resolved_at) as closed_before_resolved,
            cast(coalesce(sum(greatest(k.closed_count - k.reopened_count - 1, 0)), 0) as bigint) as closed_again,
            count(*) filter (where k.on_time = 'true' and k.due_at is not null and k.closed_at is not null) as labelled_on_time,
            count(*) filter (where k.on_time = 'true' and (k.closed_at > k.due_at or k.is_day and k.closed_at = k.due_at)) as labelled_on_time_closed_late,
            count(*) filter (where k.on_time = 'false' and k.due_at is not null and k.closed_at is not null) as labelled_late,
            count(*) filter (where k.on_time = 'false' and k.closed_last <= k.due_at) as labelled_late_closed_in_time
        from closings as k
    )
    on columns(*)
    into name measure value count
),
strangers as (
    select e.event
    from events_out as e
    anti join cases_out as c
        on c.source = e.source
        and c.case_id = e.case_id
    where e.case_id is not null
        and exists (select c.case_id from cases_out as c)
),
every_measure as (
    select d.measure, d.field, d.value, d.count from doubtful as d
    union all
    select n.measure, n.field, n.value, n.count from midnights as n
    union all
    select y.measure, y.field, y.value, y.count from days as y
    union all
    select t.measure, t.field, t.value, t.count from two_orders as t
    union all
    select 'blank' as measure, f.field, null as value, f.count from fields as f
    union all
    select n.measure, n.field, n.value, n.count from noted as n
    union all
    select o.measure, 'closed' as field, null as value, o.count from out_of_order as o
    union all
    select 'said_again' as measure, a.field, a.value, a.count from said_again as a
    union all
    select 'case_elsewhere' as measure, 'case_id' as field, s.event as value, count(*) as count from strangers as s group by s.event
    union all
    select 'duplicate' as measure, 'row' as field, null as value, count(*) as count from fates as t where t.fate = 'duplicate'
    union all
    select 'ancient' as measure, 'received_at' as field, null as value, count(*) as count
    from cases_out as c
    where c.received_at < timestamp '1990-01-01'
    union all
    select 'future' as measure, 'received_at' as field, null as value, count(*) as count from cases_out as c where c.received_at > $now
    union all
    select 'future' as measure, 'at' as field, e.event as value, count(*) as count from events_out as e where e.at > $now group by e.event
)
select
    m.measure,
    m.field,
    m.value,
    m.count
from every_measure as m
where m.count > 0
order by m.measure, m.field, m.count desc, m.value
