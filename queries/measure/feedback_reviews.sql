-- purpose: when the feedback was first reviewed in a period
-- params:  period_start, period_end timestamp, UTC (the end not included); as_of timestamp, UTC (later events do not exist)
-- reads:   events
-- grain:   one row
-- columns: held_at timestamp (null: no review was recorded)
-- why:     the weekly review is an event of the organisation
select min(e."at") as held_at
from events as e
where e.event = 'feedback_review'
    and e.case_id is null
    and e."at" >= cast($period_start as timestamp)
    and e."at" < cast($period_end as timestamp)
    and e."at" <= cast($as_of as timestamp)
order by held_at
