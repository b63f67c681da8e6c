-- purpose: the columns of cases, without a row
-- params:  none
-- reads:   nothing
-- grain:   no row
-- columns: those of cases.parquet
-- why:     a lake without imports has the same views as any other
select
    null::varchar as source,
    null::varchar as case_id,
    null::varchar as kind,
    null::timestamp as received_at,
    null::timestamp as received_last,
    null::varchar as received_precision,
    null::varchar as channel,
    null::varchar as category,
    null::varchar as subcategory,
    null::varchar as product,
    null::varchar as customer,
    null::varchar as team,
    null::varchar as owner,
    null::varchar as severity,
    null::varchar as region,
    null::varchar as outcome,
    null::varchar as subject,
    null::varchar as description,
    null::timestamp as due_at,
    null::map(varchar, varchar) as attributes,
    null::bigint as import,
    null::varchar as file,
    null::bigint as "row"
where false
