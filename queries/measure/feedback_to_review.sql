-- purpose: the feedback to review: what came in the period, and what came before it and nobody has reviewed
-- params:  period_start, period_end timestamp, UTC (the end not included); as_of timestamp, UTC (later cases and events do not exist);
--          with_text boolean: subject and description too (null: no)
-- reads:   cases, events
-- grain:   one row per piece of feedback
-- columns: received_at timestamp, source, case_id varchar, is_left_over boolean (received before the period), channel, category, product,
--          team, owner varchar, reviewed_at, forwarded_at, outcome_notified_at timestamp (null: not yet), subject, description varchar
-- why:     a review that looks at the week alone would never see what an earlier one left over
with done as (
    select
        e.source,
        e.case_id,
        min(e."at") filter (where e.event = 'feedback_reviewed') as reviewed_at,
        min(e."at") filter (where e.event = 'feedback_forwarded') as forwarded_at,
        min(e."at") filter (where e.event = 'feedback_outcome_notified') as outcome_notified_at,
        max(e."at") filter (where e.event in ('closed', 'withdrawn', 'merged')) as closed_at
    from events as e
    where e."at" <= cast($as_of as timestamp)
        and e.case_id is not null
        and e.event in ('feedback_reviewed', 'feedback_forwarded', 'feedback_outcome_notified', 'closed', 'withdrawn', 'merged')
    group by
        e.source,
        e.case_id
)
select
    c.received_at as received_at,
    c.source as source,
    c.case_id as case_id,
    c.received_at < cast($period_start as timestamp) as is_left_over,
    c.channel as channel,
    c.category as category,
    c.product as product,
    c.team as team,
    c.owner as owner,
    d.reviewed_at as reviewed_at,
    d.forwarded_at as forwarded_at,
    d.outcome_notified_at as outcome_notified_at,
    case when $with_text then c.subject end as subject,
    case when $with_text then c.description end as description
from cases as c
left join done as d
    on d.source = c.source
    and d.case_id = c.case_id
where c.kind = 'feedback'
    and c.received_at < cast($period_end as timestamp)
    and c.received_at <= cast($as_of as timestamp)
    and (c.received_at >= cast($period_start as timestamp) or (d.reviewed_at is null and d.closed_at is null))
order by
    received_at,
    source,
    case_id
