-- purpose: writes the rows that were set aside anew, without the text of those that name the person
-- params:  file, path: varchar, the rejects.parquet that is there and the one to write; patterns varchar: a JSON list of expressions,
--          one of which fits a row that names the person or one of their cases
-- reads:   the file
-- grain:   one row per row of the file, in its order
-- columns: those of rejects.parquet
-- why:     the row stays counted, so that the account of the import still adds up
copy (
    with marked as (
        select
            f.*,
            len(
                list_filter(
                    cast(cast($patterns as json) as varchar[]),
                    lambda pattern: regexp_matches(f.text, pattern, 'i')
                )
            ) > 0 as names_person
        from read_parquet($file, hive_partitioning = false, file_row_number = true) as f
    )
    select
        m.* exclude (file_row_number, names_person) replace (
            case when m.names_person then '[erased]' else m.text end as text,
            case when m.names_person and m.value is not null then '[erased]' else m.value end as value
        )
    from marked as m
    order by m.file_row_number
)
to $path (format parquet, compression zstd)
