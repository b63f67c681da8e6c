-- purpose: writes the events that are handed out as Parquet
-- params:  path: varchar, the file to write; register_only boolean: those that were recorded in the register alone
-- reads:   events, export_case
-- grain:   one row per event, by its case and the order in which it happened; those of no case last
-- columns: the canonical ones: source, case_id, event, at, at_precision, expected_at, actor, role, auto, evidence, attributes
-- why:     import 0 is the register: it also holds what was recorded by hand of imported cases
copy (
    select
        e.source,
        e.case_id,
        e.event,
        e."at",
        e.at_precision,
        e.expected_at,
        e.actor,
        e.role,
        e.auto,
        e.evidence,
        e.attributes
    from events as e
    left join export_case as n
        on n.source = e.source
        and n.case_id = e.case_id
    where not $register_only
        or n.number is not null
        or e.import = 0
    order by
        n.number nulls last,
        e."at",
        e.source,
        e.import,
        e.file,
        e."row",
        e.part
)
to $path (format parquet, compression zstd)
