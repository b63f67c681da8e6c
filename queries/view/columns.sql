-- purpose: the tables and views that queries can read
-- params:  none
-- reads:   the catalogue
-- grain:   one row per column
-- columns: view_name, column_name (in quotes where a query needs them, as "at" does), data_type varchar
-- why:     what begins with judge_, lake_ or calendar_ is inner work and is not shown
select
    c.table_name as view_name,
    case
        when k.keyword_category in ('reserved', 'type_function') then '"' || c.column_name || '"'
        else c.column_name
    end as column_name,
    c.data_type
from duckdb_columns() as c
left join duckdb_keywords() as k on k.keyword_name = c.column_name
where not c.internal
    and c.table_name in (
        'cases', 'events', 'rejects', 'imports', 'import_quality', 'source_events',
        'verdicts', 'verdict_counts', 'clauses', 'policies', 'opening_hours'
    )
order by c.table_name, c.column_index
