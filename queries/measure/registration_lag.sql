-- purpose: how long after receipt cases are registered, by source
-- params:  window_start, window_end timestamp (UTC; receipts from the first up to, not including, the second);
--          as_of timestamp (UTC; later cases and events do not exist);
--          kind varchar (null: every kind)
-- reads:   cases, events
-- grain:   one row per source that reports the event logged
-- columns: source varchar;
--          case_count bigint (cases with the event logged);
--          late_days double (days within which 95 % of them were registered; type 7 quantile)
-- why:     the newest weeks still grow by what is registered late; until then a fall may be no fall
with registered as (
    select
        e.source,
        e.case_id,
        min(e."at") as registered_at
    from events as e
    where e.event = 'logged'
        and e."at" <= cast($as_of as timestamp)
    group by
        e.source,
        e.case_id
)

select
    c.source as source,
    count(*) as case_count,
    quantile_cont(greatest(epoch_us(r.registered_at) - epoch_us(c.received_at), 0) / 86400e6, 0.95) as late_days
from cases as c
inner join registered as r on r.source = c.source and r.case_id = c.case_id
where c.received_at >= cast($window_start as timestamp)
    and c.received_at < cast($window_end as timestamp)
    and c.received_at <= cast($as_of as timestamp)
    and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
group by
    c.source
order by
    source
