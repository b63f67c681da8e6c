-- purpose: every case, imported or recorded by hand, where exports replace one another
-- params:  none
-- reads:   lake_cases, case_winner, register_cases
-- grain:   one row per source and case
-- columns: as in cases.parquet: source, case_id, kind, received_at, received_last, received_precision, channel, category, subcategory,
--          product, customer, team, owner, severity, region, outcome, subject, description, due_at, attributes, import, file, row
-- why:     the newest import that has a case tells what it is
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
join case_winner as w
    on w.source = l.source
    and w.case_id = l.case_id
    and w.import = l.import
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
