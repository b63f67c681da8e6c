-- purpose: what became of the rows of every export, by source
-- params:  none
-- reads:   imports
-- grain:   one row per source
-- columns: source varchar;
--          import_count, file_count bigint;
--          rows_in, kept, set_aside, duplicates bigint (rows; rows_in = kept + set_aside + duplicates)
-- why:     nothing is lost: what was not kept was set aside with its reason, or was an exact duplicate
select
    i.source as source,
    count(distinct i.import) as import_count,
    count(*) as file_count,
    coalesce(sum(i.rows_in) filter (where i.retry_of is null), 0)::bigint as rows_in,
    coalesce(sum(i.kept), 0)::bigint as kept,
    coalesce(sum(i.set_aside) filter (where not i.is_retried), 0)::bigint as set_aside,
    coalesce(sum(i.duplicates), 0)::bigint as duplicates
from imports as i
group by
    i.source
order by
    source
