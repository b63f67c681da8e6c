-- purpose: writes the cases of an import anew, without the free text of the chosen ones and the pseudonyms that go
-- params:  file, path: varchar, the cases.parquet that is there and the one to write
-- reads:   the file, erased_case, renamed_customer
-- grain:   one row per row of the file, in its order
-- columns: those of cases.parquet
-- why:     what was filled stays marked as filled: erasing a description must not turn "the record is complete" into "missed" (DECISIONS 62).
--          The new pseudonym is drawn by chance, so nothing leads back, and stands wherever the old one stood, in cases that keep their
--          text too, so counts of repeat complainants stay (DECISIONS 195)
copy (
    select
        c.* exclude (file_row_number) replace (
            coalesce(r.pseudonym, c.customer) as customer,
            case when e.case_id is null or c.subject is null then c.subject else '[erased]' end as subject,
            case when e.case_id is null or c.description is null then c.description else '[erased]' end as description,
            case
                when e.case_id is null then c.attributes
                else map_from_entries(
                    list_transform(
                        map_entries(c.attributes),
                        lambda entry: struct_pack(
                            key := entry.key,
                            value := case when entry.value is null or regexp_full_match(entry.value, '\s*') then entry.value else '[erased]' end
                        )
                    )
                )
            end as attributes
        )
    from read_parquet($file, hive_partitioning = false, file_row_number = true) as c
    left join erased_case as e
        on e.source = c.source
        and e.case_id = c.case_id
    left join renamed_customer as r on r.customer = c.customer
    order by c.file_row_number
)
to $path (format parquet, compression zstd)
