-- purpose: why rows were set aside
-- params:  none
-- reads:   rejects
-- grain:   one row per source, column_name, reason
-- columns: source, column_name, reason varchar (column_name null where the row as a whole was at fault);
--          row_count bigint
-- why:     the rows themselves are kept whole in the lake and never shown on a page
select
    r.source as source,
    r.column_name as column_name,
    r.reason as reason,
    count(*) as row_count
from rejects as r
group by
    r.source,
    r.column_name,
    r.reason
order by
    row_count desc,
    source,
    column_name nulls last,
    reason
