-- purpose: the events of the register about imported cases that some import tells, too
-- params:  own: varchar, the source of the register's own cases
-- reads:   lake_events, register_events
-- grain:   one row per entry of the register and imported event that is equal to it in every column
-- columns: entry bigint (the register's), import bigint, file varchar, row bigint, part integer (of the imported event)
-- why:     imported events are many and those of the register about imported cases few, so the former are looked through and the latter
--          kept at hand. In most workspaces there is none, and then nothing need be known of which imports stand
create temp table register_twin as
select
    r."row" as entry,
    e.import,
    e.file,
    e."row",
    e.part
from lake_events as e
join register_events as r
    on r.source = e.source
    and r.case_id = e.case_id
    and r.event = e.event
    and r."at" = e."at"
    and r.at_last = e.at_last
    and r.at_precision = e.at_precision
    and r.expected_at is not distinct from e.expected_at
    and r.actor is not distinct from e.actor
    and r.role is not distinct from e.role
    and r.auto is not distinct from e.auto
    and r.evidence is not distinct from e.evidence
    and r.attributes = e.attributes
where r.source <> $own
