-- purpose: the events of a range of the cases that are handed out
-- params:  first, last bigint: the numbers of the range
-- reads:   events, export_case
-- grain:   one row per event, by the number of its case and then in the order in which it happened
-- columns: number bigint, source, case_id, event varchar, at_us bigint (UTC microseconds), is_day boolean, expected_us bigint,
--          actor, role varchar, auto boolean, evidence varchar, attributes varchar (a JSON object)
-- why:     at one instant events keep the order of their source rows
select
    n.number,
    e.source,
    e.case_id,
    e.event,
    epoch_us(e."at") as at_us,
    e.at_precision = 'day' as is_day,
    epoch_us(e.expected_at) as expected_us,
    e.actor,
    e.role,
    e.auto,
    e.evidence,
    cast(to_json(e.attributes) as varchar) as attributes
from events as e
inner join export_case as n
    on n.source = e.source
    and n.case_id = e.case_id
where n.number between $first and $last
order by
    n.number,
    e."at",
    e.import,
    e.file,
    e."row",
    e.part
