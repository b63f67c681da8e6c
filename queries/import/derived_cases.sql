-- purpose: the cases of an import whose rows are events, in canonical form
-- params:  none
-- reads:   cases_in, case_rows_in, fates, standing_cases, files_in
-- grain:   one row per source and case_id
-- columns: the canonical cases; received_at, received_last, due_at timestamp (UTC), import, row bigint,
--          attributes map(varchar, varchar), all others varchar
-- why:     where rows are events, a case is received when they say (the earliest that they say), or else with the first row that a rule
--          takes, or with the first row where no rule takes any; what else they say of it is taken from the latest that says anything; a
--          row that is the case itself says it better. Of a case that stands already (a second attempt at rows set aside), only an
--          earlier receipt is news
with kept as (
    select
        c.*,
        -- What a row says of the receipt goes before when something happened, and that before when something was only written: the
        -- two highest bits mark these.
        row_number() over (order by c.received_flags & 3072, c.received_at, c.file_no, c.row_no) as seq,
        row_number() over (order by c.said_at, c.file_no, c.row_no) as said
    from cases_in as c
    anti join fates as f
        on f.file_no = c.file_no
        and f.row_no = c.row_no
),
of_rows as (
    select
        c.source,
        c.case_id
    from case_rows_in as c
    anti join fates as f
        on f.file_no = c.file_no
        and f.row_no = c.row_no
),
of_events as (
    select
        k.source,
        k.case_id,
        arg_max(k.kind, k.said) as kind,
        arg_min(k.received_at, k.seq) as received_at,
        arg_min(k.received_last, k.seq) as received_last,
        arg_min(k.received_flags, k.seq) as received_flags,
        arg_max(k.channel, k.said) as channel,
        arg_max(k.category, k.said) as category,
        arg_max(k.subcategory, k.said) as subcategory,
        arg_max(k.product, k.said) as product,
        arg_max(k.customer, k.said) as customer,
        arg_max(k.team, k.said) as team,
        arg_max(k.owner, k.said) as owner,
        arg_max(k.severity, k.said) as severity,
        arg_max(k.region, k.said) as region,
        arg_max(k.outcome, k.said) as outcome,
        arg_max(k.subject, k.said) as subject,
        arg_max(k.description, k.said) as description,
        arg_max(k.due_at, k.said) as due_at,
        arg_min(k.file_no, k.seq) as file_no,
        arg_min(k.row_no, k.seq) as row_no
    from kept as k
    anti join of_rows as r
        on r.source = k.source
        and r.case_id = k.case_id
    group by k.source, k.case_id
),
-- Rows mostly repeat the attributes of the row before; what was said last counts for each by itself.
attributes_said as (
    select
        k.source,
        k.case_id,
        k.attributes,
        max(k.said) as said
    from kept as k
    where k.attributes <> '{}'
    group by k.source, k.case_id, k.attributes
),
attribute_said as (
    select
        a.source,
        a.case_id,
        a.said,
        unnest(map_entries(cast(cast(a.attributes as json) as map(varchar, varchar)))) as entry
    from attributes_said as a
),
attribute_of as (
    select
        a.source,
        a.case_id,
        a.entry.key as name,
        arg_max(a.entry.value, a.said) as value
    from attribute_said as a
    group by a.source, a.case_id, a.entry.key
),
attributes_of as (
    select
        a.source,
        a.case_id,
        map_from_entries(list(struct_pack(key := a.name, value := a.value) order by a.name)) as attributes
    from attribute_of as a
    group by a.source, a.case_id
)
select
    c.source,
    c.case_id,
    coalesce(s.kind, c.kind) as kind,
    c.received_at,
    c.received_last,
    case when c.received_flags & 1 = 1 then 'day' else 'moment' end as received_precision,
    coalesce(s.channel, c.channel) as channel,
    coalesce(s.category, c.category) as category,
    coalesce(s.subcategory, c.subcategory) as subcategory,
    coalesce(s.product, c.product) as product,
    coalesce(s.customer, c.customer) as customer,
    coalesce(s.team, c.team) as team,
    coalesce(s.owner, c.owner) as owner,
    coalesce(s.severity, c.severity) as severity,
    coalesce(s.region, c.region) as region,
    coalesce(s.outcome, c.outcome) as outcome,
    coalesce(s.subject, c.subject) as subject,
    coalesce(s.description, c.description) as description,
    coalesce(s.due_at, c.due_at) as due_at,
    coalesce(s.attributes, a.attributes, map([]::varchar[], []::varchar[])) as attributes,
    f.import_id as import,
    f.name as file,
    c.row_no as row
from of_events as c
inner join files_in as f
    on f.file_no = c.file_no
left join attributes_of as a
    on a.source = c.source
    and a.case_id = c.case_id
left join standing_cases as s
    on s.source = c.source
    and s.case_id = c.case_id
where s.case_id is null
    or c.received_at < s.received_at
order by c.case_id, c.source
