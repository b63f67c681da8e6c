-- purpose: the instants at which cases were received, or something happened to them, of which the day alone is known
-- params:  none
-- reads:   numbered_case, numbered_event
-- grain:   one row per case and first instant of a day
-- columns: case_no integer; at_us, last_us bigint (UTC microseconds: the first and the last possible instant)
-- why:     a verdict names first instants; what is reckoned from one must know whether it was another
create temp view known_by_day as
with known as (
    select
        n.case_no,
        n.received_at as first_at,
        n.received_last as last_at
    from numbered_case as n
    where n.received_last > n.received_at
    union all
    select
        e.case_no,
        e."at" as first_at,
        e.at_last as last_at
    from numbered_event as e
    where e.at_last > e."at"
)

select
    k.case_no,
    epoch_us(k.first_at) as at_us,
    max(epoch_us(k.last_at)) as last_us
from known as k
group by
    k.case_no,
    k.first_at
