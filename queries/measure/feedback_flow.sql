-- purpose: what became of the feedback of a period, apart from complaints
-- params:  period_start timestamp (UTC, first instant of the period);
--          period_end timestamp (UTC, its end, not included);
--          previous_start timestamp (UTC, first instant of the period before);
--          as_of timestamp (UTC; later cases and events do not exist)
-- reads:   numbered_case, numbered_event, told_events
-- grain:   one row per category
-- columns: category varchar (null: none given);
--          case_count, previous_count bigint (feedback received in the period, and in the one before);
--          acknowledged_count, reviewed_count, forwarded_count, notified_count bigint (of case_count, by as_of);
--          acknowledged_shown, reviewed_shown, forwarded_shown, notified_shown bigint (of case_count, those whose source can report it)
-- why:     feedback is no complaint: it has no rate of complaints and no outcome, but somebody must have read it
with able as (
    select
        s.source,
        s.teller,
        bool_or(s.event = 'acknowledged') as acknowledged,
        bool_or(s.event = 'feedback_reviewed') as reviewed,
        bool_or(s.event = 'feedback_forwarded') as forwarded,
        bool_or(s.event = 'feedback_outcome_notified') as notified
    from told_events as s
    group by
        s.source,
        s.teller
),

received as (
    select
        c.case_no,
        c.source,
        c.teller,
        c.category,
        c.received_at >= cast($period_start as timestamp) as is_newest
    from numbered_case as c
    where c.kind = 'feedback'
        and c.received_at >= cast($previous_start as timestamp)
        and c.received_at < cast($period_end as timestamp)
        and c.received_at <= cast($as_of as timestamp)
),

done as (
    select
        e.case_no,
        bool_or(e.event = 'acknowledged') as acknowledged,
        bool_or(e.event = 'feedback_reviewed') as reviewed,
        bool_or(e.event = 'feedback_forwarded') as forwarded,
        bool_or(e.event = 'feedback_outcome_notified') as notified
    from numbered_event as e
    semi join received as r on r.case_no = e.case_no
    where e.event in ('acknowledged', 'feedback_reviewed', 'feedback_forwarded', 'feedback_outcome_notified')
        and e."at" <= cast($as_of as timestamp)
    group by
        e.case_no
),

feedback as (
    select
        r.category,
        r.is_newest,
        coalesce(d.acknowledged, false) as acknowledged,
        coalesce(d.reviewed, false) as reviewed,
        coalesce(d.forwarded, false) as forwarded,
        coalesce(d.notified, false) as notified,
        coalesce(a.acknowledged, false) or coalesce(d.acknowledged, false) as can_acknowledged,
        coalesce(a.reviewed, false) or coalesce(d.reviewed, false) as can_reviewed,
        coalesce(a.forwarded, false) or coalesce(d.forwarded, false) as can_forwarded,
        coalesce(a.notified, false) or coalesce(d.notified, false) as can_notified
    from received as r
    left join done as d on d.case_no = r.case_no
    left join able as a on a.source = r.source and a.teller = r.teller
)

select
    f.category as category,
    count(*) filter (where f.is_newest) as case_count,
    count(*) filter (where not f.is_newest) as previous_count,
    count(*) filter (where f.is_newest and f.acknowledged) as acknowledged_count,
    count(*) filter (where f.is_newest and f.reviewed) as reviewed_count,
    count(*) filter (where f.is_newest and f.forwarded) as forwarded_count,
    count(*) filter (where f.is_newest and f.notified) as notified_count,
    count(*) filter (where f.is_newest and f.can_acknowledged) as acknowledged_shown,
    count(*) filter (where f.is_newest and f.can_reviewed) as reviewed_shown,
    count(*) filter (where f.is_newest and f.can_forwarded) as forwarded_shown,
    count(*) filter (where f.is_newest and f.can_notified) as notified_shown
from feedback as f
group by
    f.category
order by
    case_count desc,
    category nulls last
