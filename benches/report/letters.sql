-- purpose: writes cases of two years with what their customers wrote, as a lake keeps them
-- params:  letters: bigint, how many; path: the file to write
-- reads:   nothing
-- grain:   one row per case
-- columns: those of cases.parquet
-- why:     drawn by hashes, so that every run writes the same: sixty words of a vocabulary of two thousand, and every tenth letter one of
--          five hundred forms with a number of its own
copy (
    with drawn as (
        select
            i,
            ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'le', 'mi', 'no', 'pu', 'ra', 'se', 'ti'] as syllables,
            case when hash(i, 1) % 10 = 0 then hash(i, 2) % 500 else i + 1000 end as form
        from range(1, $letters + 1) as t(i)
    )
    select
        'helpdesk' as source,
        'C-' || lpad(d.i::varchar, 8, '0') as case_id,
        'complaint' as kind,
        timestamp '2024-01-01' + to_seconds((hash(d.i, 3) % 63072000)::bigint) as received_at,
        received_at as received_last,
        'moment' as received_precision,
        'email' as channel,
        'category-' || (hash(d.i, 4) % 20) as category,
        null::varchar as subcategory,
        null::varchar as product,
        'customer-' || (hash(d.i, 9) % 300000) as customer,
        null::varchar as team,
        null::varchar as owner,
        null::varchar as severity,
        null::varchar as region,
        null::varchar as outcome,
        null::varchar as subject,
        'Order ' || d.i || ': '
            || array_to_string(list_transform(range(60), lambda place:
                    d.syllables[1 + (hash(d.form, place) % 13)::bigint]
                    || d.syllables[1 + (hash(place, d.form) % 13)::bigint]
                    || d.syllables[1 + (hash(d.form, place, 1) % 12)::bigint]
                ), ' ') as description,
        null::timestamp as due_at,
        map([]::varchar[], []::varchar[]) as attributes,
        1::bigint as import,
        'letters.csv' as file,
        d.i as "row"
    from drawn as d
)
to $path (format parquet, compression zstd)
