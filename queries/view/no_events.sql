-- purpose: the columns of events, without a row
-- params:  none
-- reads:   nothing
-- grain:   no row
-- columns: those of events.parquet
-- why:     a lake without imports has the same views as any other
select
    null::varchar as source,
    null::varchar as case_id,
    null::varchar as event,
    null::timestamp as "at",
    null::timestamp as at_last,
    null::varchar as at_precision,
    null::timestamp as expected_at,
    null::varchar as actor,
    null::varchar as role,
    null::boolean as auto,
    null::varchar as evidence,
    null::map(varchar, varchar) as attributes,
    null::bigint as import,
    null::varchar as file,
    null::bigint as "row",
    null::integer as part
where false
