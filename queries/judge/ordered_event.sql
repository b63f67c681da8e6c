-- purpose: the events of cases, each with its place among all others
-- params:  none
-- reads:   events, judge_file
-- grain:   one row per event of a case
-- columns: source, case_id, event varchar, at_us, last_us, expected_us, order_no bigint, actor, role varchar, auto boolean,
--          evidence varchar, attributes map
-- why:     whatever reads events by their order reads the same one
create or replace temp view judge_ordered_event as
select
    e.source,
    e.case_id,
    e.event,
    epoch_us(e."at") as at_us,
    epoch_us(e.at_last) as last_us,
    epoch_us(e.expected_at) as expected_us,
    f.first_order + coalesce(e."row", 0) * f.parts + coalesce(e.part, 0) as order_no,
    e.actor,
    e.role,
    e.auto,
    e.evidence,
    e.attributes
from events as e
join judge_file as f
    on f.import is not distinct from e.import
    and f.file is not distinct from e.file
where e.case_id is not null
