-- purpose: what cases came to that were closed in a period, and in the one before
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          previous_start timestamp (UTC, first instant of the period before);
--          as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind)
-- reads:   numbered_case, numbered_event
-- grain:   one row per outcome
-- columns: outcome varchar (the case's own word; else upheld or rejected where such an event says so; null: not recorded);
--          case_count bigint (cases first closed or withdrawn in the period);
--          previous_count bigint (in the period before);
--          redress_count bigint (of case_count, those with redress paid by as_of)
-- why:     an outcome belongs to the period in which the case ended, not to that of its receipt; a case that is opened again and
--          closed again counts once, where it was closed first. A closing before the receipt ends nothing
with closing as (
    -- What ended in neither period is not asked how.
    select distinct e.case_no
    from numbered_event as e
    where e.event in ('closed', 'withdrawn')
        and e."at" >= cast($previous_start as timestamp)
        and e."at" < cast($period_end as timestamp)
        and e."at" <= cast($as_of as timestamp)
),

ended as (
    select
        e.case_no,
        min(e."at") filter (where e.event in ('closed', 'withdrawn') and e.at_last >= c.received_at) as ended_at,
        bool_or(e.event = 'withdrawn' and e.at_last >= c.received_at) as is_withdrawn,
        bool_or(e.event = 'redress_paid') as has_redress,
        cast(arg_max(e.event, (e."at", e.event)) filter (where e.event in ('upheld', 'rejected')) as varchar) as decided
    from numbered_event as e
    semi join closing as l on l.case_no = e.case_no
    inner join numbered_case as c on c.case_no = e.case_no
    where e."at" <= cast($as_of as timestamp)
        and e.event in ('closed', 'withdrawn', 'upheld', 'rejected', 'redress_paid')
    group by
        e.case_no
),

told as (
    select
        coalesce(nullif(trim(c.outcome), ''), n.decided, case when n.is_withdrawn then 'withdrawn' end) as outcome,
        n.ended_at >= cast($period_start as timestamp) as is_newest,
        n.has_redress
    from ended as n
    inner join numbered_case as c on c.case_no = n.case_no
    where n.ended_at >= cast($previous_start as timestamp)
        and n.ended_at < cast($period_end as timestamp)
        and c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
)

select
    t.outcome as outcome,
    count(*) filter (where t.is_newest) as case_count,
    count(*) filter (where not t.is_newest) as previous_count,
    count(*) filter (where t.is_newest and t.has_redress) as redress_count
from told as t
group by
    t.outcome
order by
    case_count desc,
    previous_count desc,
    outcome nulls last
