-- purpose: how many duties each limit would have kept, and up to which limit the others are known not to be
-- params:  period_start, period_end timestamp, UTC (the end not included; null: all time): only clocks that started in it;
--          by varchar (null: not divided; else a column of cases, or source)
-- reads:   what_if_need, what_if_probe, cases
-- grain:   one row per measure, segment, status, amount and possible
-- columns: measure integer, segment, unit, status varchar,
--          amount bigint (minutes, days or months; met: the least whole one that is kept; pending: the greatest that is missed,
--          below zero where none is; null: missed, unknown),
--          possible bigint (met: the least that may have been kept; from it up to amount nothing can be shown), duty_count bigint
-- why:     limits are written in whole numbers, so what is kept is rounded up and what is not is rounded down
with counted as (
    select
        p.measure,
        p.unit,
        n.status,
        case $by
            when 'channel' then k.channel
            when 'category' then k.category
            when 'subcategory' then k.subcategory
            when 'product' then k.product
            when 'team' then k.team
            when 'owner' then k.owner
            when 'severity' then k.severity
            when 'region' then k.region
            when 'kind' then k.kind
            when 'source' then n.source
        end as segment,
        case
            when p.unit not in ('elapsed', 'open_time') then n.need - case when n.status = 'pending' then 1 else 0 end
            when n.status = 'met' then (n.need + 59999999) // 60000000
            when n.need = 0 then -1
            else (n.need - 1) // 60000000
        end as amount,
        case when p.unit in ('elapsed', 'open_time') then (n.possible + 59999999) // 60000000 else n.possible end as possible
    from what_if_need as n
    join what_if_probe as p
        on p.probe = n.probe
    left join cases as k
        on $by is not null
        and k.source = n.source
        and k.case_id = n.case_id
    where ($period_start is null or n.start_us >= epoch_us(cast($period_start as timestamp)))
        and ($period_end is null or n.start_us < epoch_us(cast($period_end as timestamp)))
)
select
    c.measure,
    c.segment,
    c.unit,
    c.status,
    c.amount,
    c.possible,
    count(*) as duty_count
from counted as c
group by c.measure, c.segment, c.unit, c.status, c.amount, c.possible
order by c.measure, c.segment nulls last, c.unit, c.status, c.amount nulls last, c.possible
