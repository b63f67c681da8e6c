-- purpose: the cases of an import in canonical form
-- params:  none
-- reads:   cases_in, fates, files_in
-- grain:   one row per source and case_id
-- columns: the canonical cases; received_at, received_last, due_at timestamp (UTC), import, row bigint,
--          attributes varchar (a JSON object of texts), all others varchar
-- why:     where rows are events, a case is received with its first one, and what its rows say of it is
--          taken from the latest that says anything
with kept as (
    select
        c.*,
        row_number() over (order by c.received_at, c.file_no, c.row_no) as seq,
        row_number() over (order by c.said_at, c.file_no, c.row_no) as said
    from cases_in as c
    inner join fates as f
        on f.file_no = c.file_no
        and f.row_no = c.row_no
    where f.fate = 'kept'
),
of_rows as (
    select
        k.source,
        k.case_id,
        k.kind,
        k.received_at,
        k.received_last,
        k.received_flags,
        k.channel,
        k.category,
        k.subcategory,
        k.product,
        k.customer,
        k.team,
        k.owner,
        k.severity,
        k.region,
        k.outcome,
        k.subject,
        k.description,
        k.due_at,
        k.attributes,
        k.file_no,
        k.row_no
    from kept as k
    where not k.is_derived
),
of_events as (
    select
        k.source,
        k.case_id,
        arg_max(k.kind, k.said) as kind,
        min(k.received_at) as received_at,
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
        arg_max(k.attributes, k.said) as attributes,
        arg_min(k.file_no, k.seq) as file_no,
        arg_min(k.row_no, k.seq) as row_no
    from kept as k
    anti join of_rows as r
        on r.source = k.source
        and r.case_id = k.case_id
    where k.is_derived
    group by k.source, k.case_id
),
every_case as (
    select * from of_rows
    union all
    select * from of_events
)
select
    c.source,
    c.case_id,
    c.kind,
    c.received_at,
    c.received_last,
    case when c.received_flags & 1 = 1 then 'day' else 'moment' end as received_precision,
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
    c.subject,
    c.description,
    c.due_at,
    c.attributes,
    f.import_id as import,
    f.name as file,
    c.row_no as row
from every_case as c
inner join files_in as f
    on f.file_no = c.file_no
order by c.case_id, c.source
