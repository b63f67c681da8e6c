-- purpose: every case, imported or recorded by hand, where exports replace one another
-- params:  none
-- reads:   lake_cases, case_winner, lake_statements, register_cases
-- grain:   one row per source and case
-- columns: as in cases.parquet: source, case_id, kind, received_at, received_last, received_precision, channel, category, subcategory,
--          product, customer, team, owner, severity, region, outcome, subject, description, due_at, attributes, import, file, row
-- why:     the newest import that has a case tells what it is. Where it adds to others, a case is received when it was first told of, and
--          what is said of it is the newest that says anything; of what was told before the newest snapshot nothing is left
create temp view cases as
with added as (
    select
        l.*,
        (s.statement, l.import) as said,
        (l.received_at, s.statement, l.import) as received
    from lake_cases as l
    join lake_statements as s
        on s.import = l.import
    join case_winner as w
        on w.source = l.source
        and w.case_id = l.case_id
    where w.is_appended
        and case when s.mode = 'append' then s.statement > coalesce(w.snapshot, 0) else s.statement = w.snapshot end
)
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
where not w.is_appended
union all
select
    a.source,
    a.case_id,
    arg_max(a.kind, a.said) as kind,
    min(a.received_at) as received_at,
    arg_min(a.received_last, a.received) as received_last,
    arg_min(a.received_precision, a.received) as received_precision,
    arg_max(a.channel, a.said) as channel,
    arg_max(a.category, a.said) as category,
    arg_max(a.subcategory, a.said) as subcategory,
    arg_max(a.product, a.said) as product,
    arg_max(a.customer, a.said) as customer,
    arg_max(a.team, a.said) as team,
    arg_max(a.owner, a.said) as owner,
    arg_max(a.severity, a.said) as severity,
    arg_max(a.region, a.said) as region,
    arg_max(a.outcome, a.said) as outcome,
    arg_max(a.subject, a.said) as subject,
    arg_max(a.description, a.said) as description,
    arg_max(a.due_at, a.said) as due_at,
    coalesce(
        list_reduce(
            list(a.attributes order by a.said) filter (where cardinality(a.attributes) > 0),
            lambda merged, attributes: map_concat(merged, attributes),
            map([]::varchar[], []::varchar[])
        ),
        map([]::varchar[], []::varchar[])
    ) as attributes,
    arg_min(a.import, a.received) as import,
    arg_min(a.file, a.received) as file,
    arg_min(a."row", a.received) as "row"
from added as a
group by a.source, a.case_id
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
