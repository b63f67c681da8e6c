-- severity: fail
-- purpose: imports whose rows do not add up, or whose set-aside rows are not all there
-- params:  none
-- reads:   imports, rejects
-- grain:   one row per fault
-- columns: fault varchar (a sentence)
-- why:     rows in = kept + set aside + exact duplicates, to the row; a row set aside is kept whole
with kept_aside as (
    select
        r.import,
        r.file,
        count(*) as count
    from rejects as r
    group by r.import, r.file
),
set_aside_of as (
    select
        i.statement,
        lead(i.import) over (partition by i.statement order by i.import) as next_import,
        sum(i.set_aside) as set_aside
    from imports as i
    group by i.statement, i.import
),
faults as (
    select
        'import ' || i.import || ', ' || i.file || ': ' || i.rows_in || ' rows in, but '
            || (i.kept + i.set_aside + i.duplicates) || ' accounted for' as fault
    from imports as i
    where i.rows_in <> i.kept + i.set_aside + i.duplicates
    union all
    select
        'import ' || i.import || ', ' || i.file || ': ' || i.set_aside || ' rows set aside, but '
            || coalesce(k.count, 0) || ' are kept in rejects' as fault
    from imports as i
    left join kept_aside as k
        on k.import = i.import
        and k.file = i.file
    where not i.is_retried
        and i.set_aside <> coalesce(k.count, 0)
    union all
    select
        'import ' || r.retry_of || ': ' || any_value(a.set_aside) || ' rows were set aside, but import ' || r.import
            || ' tried ' || sum(r.rows_in) || ' of them again' as fault
    from imports as r
    join set_aside_of as a
        on a.statement = r.statement
        and a.next_import = r.import
    where r.retry_of is not null
    group by r.retry_of, r.import
    having sum(r.rows_in) <> any_value(a.set_aside)
)
select f.fault
from faults as f
order by f.fault
