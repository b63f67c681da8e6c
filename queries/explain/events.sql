-- purpose: the events of one case, in the order of their source rows
-- params:  source, case_id varchar
-- reads:   events
-- grain:   one row per event
-- columns: event varchar, at_us, at_last_us, expected_us bigint (UTC microseconds), actor, role varchar, auto boolean, evidence varchar,
--          attributes varchar (a JSON object)
-- why:     at one instant events keep the order of their source rows
select
    e.event,
    epoch_us(e."at") as at_us,
    epoch_us(e.at_last) as at_last_us,
    epoch_us(e.expected_at) as expected_us,
    e.actor,
    e.role,
    e.auto,
    e.evidence,
    to_json(e.attributes)::varchar as attributes
from events as e
where e.source = $source
    and e.case_id = $case_id
order by e.import, e.file, e."row", e.part
