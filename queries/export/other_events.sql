-- purpose: the events that are handed out and belong to none of the cases: the organisation's, and those of cases that are elsewhere
-- params:  register_only boolean: those that were recorded in the register alone
-- reads:   events, export_case
-- grain:   one row per event, in the order in which it happened
-- columns: number bigint (always 0), source, case_id, event varchar, at_us bigint (UTC microseconds), is_day boolean, expected_us bigint,
--          actor, role varchar, auto boolean, evidence varchar, attributes varchar (a JSON object)
-- why:     import 0 is the register: it also holds what was recorded by hand of imported cases
select
    0::bigint as number,
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
left join export_case as n
    on n.source = e.source
    and n.case_id = e.case_id
where n.number is null
    and (not $register_only or e.import = 0)
order by
    e."at",
    e.source,
    e.case_id,
    e.import,
    e.file,
    e."row",
    e.part
