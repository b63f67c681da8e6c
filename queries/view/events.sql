-- purpose: everything that happened, imported or recorded by hand
-- params:  none
-- reads:   lake_events, register_events
-- grain:   one row per event
-- columns: as in events.parquet: source, case_id (null: of the organisation), event, at, at_last, at_precision, expected_at, actor, role,
--          auto, evidence, attributes, import, file, row, part
-- why:     no source was imported twice, so no row competes with another
create temp view events as
select
    l.source,
    l.case_id,
    l.event,
    l."at",
    l.at_last,
    l.at_precision,
    l.expected_at,
    l.actor,
    l.role,
    l.auto,
    l.evidence,
    l.attributes,
    l.import,
    l.file,
    l."row",
    l.part
from lake_events as l
union all
select
    r.source,
    r.case_id,
    r.event,
    r."at",
    r.at_last,
    r.at_precision,
    r.expected_at,
    r.actor,
    r.role,
    r.auto,
    r.evidence,
    r.attributes,
    r.import,
    r.file,
    r."row",
    r.part
from register_events as r
