-- purpose: cases open at the instant of the report, by age
-- params:  as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind);
--          policy varchar (null: every policy; whose commitments make a case overdue)
-- reads:   numbered_case, numbered_event, events, told_events, judge_verdict, judge_case, judge_clause
-- grain:   one row per is_known, age_days, is_overdue
-- columns: is_known boolean (false: the source cannot report closing, so nothing is known of these cases);
--          age_days bigint (whole elapsed days since receipt);
--          is_overdue boolean (a commitment with a limit has passed its due undone, or undated);
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
    select j.clause_key
    from judge_clause as j
    where j.type = 'deadline'
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

overdue as (
    select distinct v.case_key
    from judge_verdict as v
    semi join promise as p on p.clause_key = v.clause_key
    semi join keyed as k on k.case_key = v.case_key
    where v.status = 'missed'
)

select
    k.is_known as is_known,
    k.age_days::bigint as age_days,
    o.case_key is not null as is_overdue,
    count(*) as case_count
from keyed as k
left join overdue as o on o.case_key = k.case_key
group by
    k.is_known,
    k.age_days,
    o.case_key is not null
order by
    is_known desc,
    age_days,
    is_overdue
