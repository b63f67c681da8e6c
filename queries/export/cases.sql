-- purpose: a range of the cases that are handed out
-- params:  first, last bigint: the numbers of the range; with_text boolean: subject and description too
-- reads:   cases, export_case
-- grain:   one row per case, by its number
-- columns: source, case_id, kind, channel, category, subcategory, product, customer, team, owner, severity, region, outcome, subject,
--          description varchar, received_us bigint (UTC microseconds), is_day boolean, due_us bigint, attributes varchar (a JSON object)
-- why:     free text is handed out only where that was asked for
select
    c.source,
    c.case_id,
    c.kind,
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
    epoch_us(c.received_at) as received_us,
    c.received_precision = 'day' as is_day,
    epoch_us(c.due_at) as due_us,
    cast(to_json(c.attributes) as varchar) as attributes
from cases as c
inner join export_case as n
    on n.source = c.source
    and n.case_id = c.case_id
where n.number between $first and $last
order by n.number
