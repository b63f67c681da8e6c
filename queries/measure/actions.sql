-- purpose: the organisation's actions and recommendations, and how they stand
-- params:  as_of timestamp (UTC; later events do not exist);
--          since timestamp (UTC; actions completed and recommendations made before it are left out; null: none is)
-- reads:   events
-- grain:   one row per action that was opened and per recommendation that was made
-- columns: source varchar; "action" varchar (its own name, else its place in the source: for the register the number of its entry);
--          kind varchar (action or recommendation); title, owner, category, clause, "trigger" varchar (null where not said);
--          opened_at, due_at, completed_at, checked_at timestamp (UTC; null where it did not happen, or is not said)
-- why:     a due date imported as a day is resolved in its zone (expected_at), the register's is an instant already (an attribute);
--          an action is completed, and its effect checked, by the first event that names it
with organisation as (
    select
        e.source,
        e.event,
        e."at" as happened_at,
        coalesce(nullif(trim(e.attributes['action']), ''), cast(e."row" as varchar)) as "action",
        coalesce(e.attributes['owner'], e.actor) as owner,
        coalesce(e.expected_at, try_cast(e.attributes['due_at'] as timestamp)) as due_at,
        e.attributes
    from events as e
    where e.case_id is null
        and e."at" <= cast($as_of as timestamp)
        and e.event in ('action_opened', 'recommendation_made', 'action_completed', 'effectiveness_checked')
),

carried_on as (
    select
        o.source,
        o."action",
        min(o.happened_at) filter (where o.event = 'action_completed') as completed_at,
        min(o.happened_at) filter (where o.event = 'effectiveness_checked') as checked_at
    from organisation as o
    where o.event in ('action_completed', 'effectiveness_checked')
    group by
        o.source,
        o."action"
)

select
    o.source as source,
    o."action" as "action",
    case o.event when 'action_opened' then 'action' else 'recommendation' end as kind,
    o.attributes['title'] as title,
    o.owner as owner,
    o.attributes['category'] as category,
    o.attributes['clause'] as clause,
    o.attributes['trigger'] as "trigger",
    o.happened_at as opened_at,
    o.due_at as due_at,
    c.completed_at as completed_at,
    c.checked_at as checked_at
from organisation as o
left join carried_on as c
    on c.source = o.source
    and c."action" = o."action"
where o.event in ('action_opened', 'recommendation_made')
    and (
        $since::timestamp is null
        or (o.event = 'action_opened' and (c.completed_at is null or c.completed_at >= $since::timestamp))
        or (o.event = 'recommendation_made' and o.happened_at >= $since::timestamp)
    )
order by
    opened_at,
    source,
    "action"
