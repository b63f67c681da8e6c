-- purpose: what customers said of the outcome and of the process in a period
-- params:  period_start timestamp (UTC, first instant);
--          period_end timestamp (UTC, not included);
--          as_of timestamp (UTC; later events do not exist)
-- reads:   events
-- grain:   one row per event and score
-- columns: event varchar (satisfaction_recorded: of the outcome; process_feedback: of how it was handled);
--          score double (the number in the attribute score, rating or satisfaction; null: no number was given);
--          answer_count bigint
-- why:     free words stay where they are; a report shows numbers and how many gave none
with answer as (
    select
        e.event,
        try_cast(
            coalesce(
                nullif(trim(e.attributes['score']), ''), nullif(trim(e.attributes['rating']), ''), nullif(trim(e.attributes['satisfaction']), '')
            ) as double
        ) as number
    from events as e
    where e.case_id is not null
        and e.event in ('satisfaction_recorded', 'process_feedback')
        and e."at" >= cast($period_start as timestamp)
        and e."at" < cast($period_end as timestamp)
        and e."at" <= cast($as_of as timestamp)
)

select
    a.event as event,
    case when isfinite(a.number) then a.number end as score,
    count(*) as answer_count
from answer as a
group by
    a.event,
    score
order by
    event,
    score nulls last
