-- purpose: the plain question: how long cases took to be acknowledged and to be closed, per quarter
-- params:  cases, events: the lake's files
-- reads:   the files
-- grain:   one row per quarter
-- columns: quarter, cases, acknowledged_us, closed_us
-- why:     what a query by hand costs, against which judging is measured
with told as (
    select
        e.source,
        e.case_id,
        e.event,
        min(e."at") as first_at
    from read_parquet($events) as e
    where e.event in ('acknowledged', 'closed')
    group by e.source, e.case_id, e.event
)
select
    date_trunc('quarter', c.received_at) as quarter,
    count(*) as cases,
    avg(epoch_us(a.first_at) - epoch_us(c.received_at)) as acknowledged_us,
    avg(epoch_us(z.first_at) - epoch_us(c.received_at)) as closed_us
from read_parquet($cases) as c
left join told as a
    on a.source = c.source
    and a.case_id = c.case_id
    and a.event = 'acknowledged'
left join told as z
    on z.source = c.source
    and z.case_id = c.case_id
    and z.event = 'closed'
group by quarter
order by quarter
