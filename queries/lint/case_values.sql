-- purpose: the values that cases have in the fields that a clause can ask for
-- params:  as_of timestamp, UTC
-- reads:   cases
-- grain:   one row per field and value
-- columns: field, value varchar
-- why:     a value in a policy that no case has, near one that cases have, is a slip of the pen
with told as (
    select
        unnest(['kind', 'channel', 'category', 'severity', 'outcome', 'team']) as field,
        unnest([k.kind, k.channel, k.category, k.severity, k.outcome, k.team]) as value
    from cases as k
    where k.received_at <= $as_of
)
select distinct
    t.field,
    t.value
from told as t
where t.value is not null
order by t.field, t.value
