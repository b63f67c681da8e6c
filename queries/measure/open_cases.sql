-- purpose: cases open at the instant of the report, by age
-- params:  as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind);
--          policy varchar (null: every policy; whose commitments make a case overdue)
-- reads:   numbered_case, numbered_event, events, told_events, judge_verdict, judge_case, judge_clause
-- grain:   one row per is_known, age_days, is_overdue, misses_updates
-- columns: is_known boolean (false: the source cannot report closing, so nothing is known of these cases);
--          age_days bigint (whole elapsed days since receipt);
--          is_overdue boolean (a promised deadline has passed its due undone; null: none is known to have, but of one that has passed
--          it cannot be shown whether it was done);
--          misses_updates boolean (an update promised at intervals was missed: that is no deadline, and makes nothing overdue);
--          case_count bigint
-- why:     closed, withdrawn and merged end a case, reopened opens it again: the last of them speaks. A closing before the
--          receipt ends nothing. Only where a case was reopened does it matter which is the last.
--          What is overdue is asked of the open cases, which are few
with there as (
    select
        c.case_no,
        c.source,
        c.case_id,
        c.teller,
        c.received_at
    from numbered_case as c
    where c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
),

word as (
    select
        e.case_no,
        e.event,
        e.at_last
    from numbered_event as e
    where e.event in ('closed', 'withdrawn', 'merged', 'reopened')
        and e."at" <= cast($as_of as timestamp)
),

reopened as (
    select t.*
    from there as t
    semi join word as w on w.case_no = t.case_no and w.at_last >= t.received_at and w.event = 'reopened'
),

last_word as (
    select
        r.case_no,
        last(e.event order by e."at", e.import, e.file, e.row, e.part) as event
    from events as e
    inner join reopened as r on r.source = e.source and r.case_id = e.case_id
    where coalesce(e.at_last, e."at") >= r.received_at
        and e.event in ('closed', 'withdrawn', 'merged', 'reopened')
        and e."at" <= cast($as_of as timestamp)
    group by
        r.case_no
),

able as (
    select distinct
        s.source,
        s.teller
    from told_events as s
    where s.event = 'closed'
),

promise as (
    select
        j.clause_key,
        j.type = 'deadline' as is_deadline
    from judge_clause as j
    where j.type in ('deadline', 'cadence')
        and j.strength = 'commitment'
        and j.reading = 'main'
        and j."limit" is not null
        and (cast($policy as varchar) is null or j.policy = cast($policy as varchar))
),

open_case as materialized (
    select
        t.source,
        t.case_id,
        t.received_at,
        a.source is not null as is_known
    from there as t
    anti join word as w on w.case_no = t.case_no and w.at_last >= t.received_at
    left join able as a on a.source = t.source and a.teller = t.teller
    union all
    select
        r.source,
        r.case_id,
        r.received_at,
        true as is_known
    from reopened as r
    semi join last_word as w on w.case_no = r.case_no and w.event = 'reopened'
),

keyed as materialized (
    select
        k.case_key,
        o.is_known,
        (epoch_us(cast($as_of as timestamp)) - epoch_us(o.received_at)) // 86400000000 as age_days
    from judge_case as k
    inner join open_case as o on o.source = k.source and o.case_id = k.case_id
),

owed as (
    select
        v.case_key,
        bool_or(p.is_deadline and v.status = 'missed') as is_overdue,
        -- What was done is owed no more, whether or not it was done in time.
        bool_or(
            p.is_deadline
            and v.status in ('unknown', 'indeterminate')
            and v.done_us is null
            and coalesce(v.due_us < epoch_us(cast($as_of as timestamp)), false)
        ) as cannot_be_shown,
        bool_or(not p.is_deadline and v.status = 'missed') as misses_updates
    from judge_verdict as v
    inner join promise as p on p.clause_key = v.clause_key
    semi join keyed as k on k.case_key = v.case_key
    where v.status in ('missed', 'unknown', 'indeterminate')
    group by
        v.case_key
),

told as (
    select
        k.is_known,
        k.age_days,
        case
            when o.is_overdue then true
            when o.cannot_be_shown then null
            else false
        end as is_overdue,
        coalesce(o.misses_updates, false) as misses_updates
    from keyed as k
    left join owed as o on o.case_key = k.case_key
)

select
    t.is_known as is_known,
    t.age_days::bigint as age_days,
    t.is_overdue as is_overdue,
    t.misses_updates as misses_updates,
    count(*) as case_count
from told as t
group by
    t.is_known,
    t.age_days,
    t.is_overdue,
    t.misses_updates
order by
    is_known desc,
    age_days,
    is_overdue,
    misses_updates
