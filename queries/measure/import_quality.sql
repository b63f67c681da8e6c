-- purpose: what the imports found odd in the exports
-- params:  none
-- reads:   import_quality
-- grain:   one row per source, measure, field
-- columns: source, measure, field varchar (field null where the measure concerns no single one);
--          value_count bigint (different values that showed it; 0 where values are not told);
--          row_count bigint (values or rows concerned)
-- why:     values themselves stay in the lake: a report page carries no text of a customer
select
    q.source as source,
    q.measure as measure,
    q.field as field,
    count(distinct q."value") as value_count,
    coalesce(sum(q."count"), 0)::bigint as row_count
from import_quality as q
group by
    q.source,
    q.measure,
    q.field
having sum(q."count") > 0
order by
    source,
    measure,
    row_count desc,
    field nulls first
