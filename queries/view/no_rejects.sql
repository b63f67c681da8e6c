-- purpose: the columns of rejects, without a row
-- params:  none
-- reads:   nothing
-- grain:   no row
-- columns: those of rejects.parquet
-- why:     a lake without imports has the same views as any other
select
    null::varchar as source,
    null::varchar as file,
    null::bigint as "row",
    null::bigint as line,
    null::varchar as column_name,
    null::varchar as value,
    null::varchar as reason,
    null::varchar as text,
    null::bigint as import
where false
