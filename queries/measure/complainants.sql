-- purpose: how many customers complained once, twice, three times or more in a period
-- params:  window_start, window_end timestamp (UTC; receipts from the first up to, not including, the second);
--          as_of timestamp (UTC; later cases do not exist);
--          kind varchar (null: every kind)
-- reads:   cases
-- grain:   one row per number of cases of a customer
-- columns: case_count bigint (of one customer);
--          customer_count bigint
-- why:     many cases of few customers are another matter than few cases of many
with of_customer as (
    select
        c.customer,
        count(*) as case_count
    from cases as c
    where c.customer is not null
        and c.received_at >= cast($window_start as timestamp)
        and c.received_at < cast($window_end as timestamp)
        and c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
    group by
        c.customer
)

select
    o.case_count as case_count,
    count(*) as customer_count
from of_customer as o
group by
    o.case_count
order by
    case_count
