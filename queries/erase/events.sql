-- purpose: writes the events of an import anew, without what the customers of the chosen cases said of themselves
-- params:  file, path: varchar, the events.parquet that is there and the one to write; names varchar: a JSON list of the person's names
-- reads:   the file, erased_case
-- grain:   one row per row of the file, in its order
-- columns: those of events.parquet
-- why:     attributes stay marked as filled; an actor who is the customer is told by that word alone (DECISIONS 62)
copy (
    select
        v.* exclude (file_row_number) replace (
            case
                when e.case_id is null then v.actor
                when v.role = 'customer' and v.actor is not null then 'customer'
                when list_contains(cast(cast($names as json) as varchar[]), lower(trim(v.actor))) then 'customer'
                else v.actor
            end as actor,
            case
                when e.case_id is null then v.attributes
                else map_from_entries(
                    list_transform(
                        map_entries(v.attributes),
                        lambda entry: struct_pack(
                            key := entry.key,
                            value := case when entry.value is null or regexp_full_match(entry.value, '\s*') then entry.value else '[erased]' end
                        )
                    )
                )
            end as attributes
        )
    from read_parquet($file, hive_partitioning = false, file_row_number = true) as v
    left join erased_case as e
        on e.source = v.source
        and e.case_id = v.case_id
    order by v.file_row_number
)
to $path (format parquet, compression zstd)
