-- purpose: writes the cases that are handed out as Parquet
-- params:  path: varchar, the file to write; with_text boolean: subject and description too
-- reads:   cases, export_case
-- grain:   one row per case, by source and identity
-- columns: the canonical ones: source, case_id, kind, received_at, received_precision, channel, category, subcategory, product, customer,
--          team, owner, severity, region, outcome, subject, description, due_at, attributes
-- why:     free text is handed out only where that was asked for
copy (
    select
        c.source,
        c.case_id,
        c.kind,
        c.received_at,
        c.received_precision,
        c.channel,
        c.category,
        c.subcategory,
        c.product,
        c.customer,
        c.team,
        c.owner,
        c.severity,
        c.region,
        c.outcome,
        case when $with_text then c.subject end as subject,
        case when $with_text then c.description end as description,
        c.due_at,
        c.attributes
    from cases as c
    inner join export_case as n
        on n.source = c.source
        and n.case_id = c.case_id
    order by n.number
)
to $path (format parquet, compression zstd)
