-- purpose: one case as it is known, from each source that has it
-- params:  case_id varchar; source varchar (null: any)
-- reads:   cases
-- grain:   one row per source that has a case of that id
-- columns: source, case_id varchar, received_us, received_last_us bigint (UTC microseconds; the first and the last possible instant),
--          fields, attributes varchar (JSON objects: the columns by name, what else the source had)
-- why:     explaining one case must not cost judging all of them
select
    c.source,
    c.case_id,
    epoch_us(c.received_at) as received_us,
    epoch_us(c.received_last) as received_last_us,
    json_object(
        'case_id', c.case_id,
        'source', c.source,
        'received_at', c.received_at::varchar,
        'kind', c.kind,
        'channel', c.channel,
        'category', c.category,
        'subcategory', c.subcategory,
        'product', c.product,
        'customer', c.customer,
        'team', c.team,
        'owner', c.owner,
        'severity', c.severity,
        'region', c.region,
        'outcome', c.outcome,
        'subject', c.subject,
        'description', c.description,
        'due_at', c.due_at::varchar
    )::varchar as fields,
    to_json(c.attributes)::varchar as attributes
from cases as c
where c.case_id = $case_id
    and ($source::varchar is null or c.source = $source::varchar)
order by c.source
