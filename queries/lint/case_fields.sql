-- purpose: which fields the cases of each imported source carry
-- params:  register varchar (the name of the source that is the register, which is left out); as_of timestamp, UTC
-- reads:   cases
-- grain:   one row per source and field that says something in at least one of its cases
-- columns: source varchar, field varchar (a case column, or an attribute)
-- why:     a record lacks what its source never carries, whatever was written down there, and that is no neglect of people
with filled as (
    select
        k.source,
        bool_or(is_filled(k.case_id)) as case_id,
        bool_or(is_filled(k.kind)) as kind,
        bool_or(is_filled(k.channel)) as channel,
        bool_or(is_filled(k.category)) as category,
        bool_or(is_filled(k.subcategory)) as subcategory,
        bool_or(is_filled(k.product)) as product,
        bool_or(is_filled(k.customer)) as customer,
        bool_or(is_filled(k.team)) as team,
        bool_or(is_filled(k.owner)) as owner,
        bool_or(is_filled(k.severity)) as severity,
        bool_or(is_filled(k.region)) as region,
        bool_or(is_filled(k.outcome)) as outcome,
        bool_or(is_filled(k.subject)) as subject,
        bool_or(is_filled(k.description)) as description,
        bool_or(k.due_at is not null) as due_at
    from cases as k
    where k.source <> $register
        and k.received_at <= $as_of
    group by k.source
),
attribute as (
    select
        k.source,
        unnest(map_entries(k.attributes)) as told
    from cases as k
    where k.source <> $register
        and k.received_at <= $as_of
),
carried as (
    select
        f.source,
        unnest([
            'source', 'received_at', 'case_id', 'kind', 'channel', 'category', 'subcategory', 'product', 'customer', 'team', 'owner',
            'severity', 'region', 'outcome', 'subject', 'description', 'due_at'
        ]) as field,
        unnest([
            true, true, f.case_id, f.kind, f.channel, f.category, f.subcategory, f.product, f.customer, f.team, f.owner,
            f.severity, f.region, f.outcome, f.subject, f.description, f.due_at
        ]) as is_carried
    from filled as f
    union all
    select
        a.source,
        a.told.key as field,
        true as is_carried
    from attribute as a
    where is_filled(a.told.value)
)
select distinct
    c.source,
    c.field
from carried as c
where c.is_carried
order by c.source, c.field
