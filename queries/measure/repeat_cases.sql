-- purpose: each case of a period, with the days since the same customer's case before in the same category
-- params:  window_start, window_end timestamp (UTC; receipts from the first up to, not including, the second);
--          as_of timestamp (UTC; later cases do not exist);
--          kind varchar (null: every kind)
-- reads:   cases
-- grain:   one row per case received in the window
-- columns: source, case_id, category varchar;
--          is_eligible boolean (it names a customer and a category; false: nobody can say whether it is a repeat);
--          gap_days double (elapsed days since the case before; 0 for one of the same instant; null: there is none)
-- why:     the case before may lie before the window
with placed as (
    select
        c.source,
        c.case_id,
        c.category,
        c.received_at,
        c.customer is not null and c.category is not null as is_eligible,
        lag(c.received_at) over (
            partition by c.customer, c.category
            order by c.received_at, c.source, c.case_id
        ) as before_at
    from cases as c
    where c.received_at <= cast($as_of as timestamp)
        and (cast($kind as varchar) is null or c.kind = cast($kind as varchar))
)

select
    p.source as source,
    p.case_id as case_id,
    p.category as category,
    p.is_eligible as is_eligible,
    case when p.is_eligible then (epoch_us(p.received_at) - epoch_us(p.before_at)) / 86400e6 end as gap_days
from placed as p
where p.received_at >= cast($window_start as timestamp)
    and p.received_at < cast($window_end as timestamp)
order by
    p.received_at,
    source,
    case_id
