-- purpose: every case, imported or recorded by hand
-- params:  none
-- reads:   lake_cases, register_cases
-- grain:   one row per source and case
-- columns: as in cases.parquet: source, case_id, kind, received_at, received_last, received_precision, channel, category, subcategory,
--          product, customer, team, owner, severity, region, outcome, subject, description, due_at, attributes, import, file, row
-- why:     no source was imported twice, so no row competes with another
create temp view cases as
select
    l.source,
    l.case_id,
    l.kind,
    l.received_at,
    l.received_last,
    l.received_precision,
    l.channel,
    l.category,
    l.subcategory,
    l.product,
    l.customer,
    l.team,
    l.owner,
    l.severity,
    l.region,
    l.outcome,
    l.subject,
    l.description,
    l.due_at,
    l.attributes,
    l.import,
    l.file,
    l."row"
from lake_cases as l
union all
select
    r.source,
    r.case_id,
    r.kind,
    r.received_at,
    r.received_last,
    r.received_precision,
    r.channel,
    r.category,
    r.subcategory,
    r.product,
    r.customer,
    r.team,
    r.owner,
    r.severity,
    r.region,
    r.outcome,
    r.subject,
    r.description,
    r.due_at,
    r.attributes,
    r.import,
    r.file,
    r."row"
from register_cases as r
