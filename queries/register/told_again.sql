-- purpose: takes away the events of the register that an import tells, too
-- params:  own: varchar, the source of the register's own cases
-- reads:   events, register_events
-- grain:   none
-- columns: none
-- why:     rows that are equal in every column are one event, whoever wrote them down. Imported events are many and those of the
--          register about imported cases few, so the former are looked through and the latter kept at hand
delete from register_events
where "row" in (
    select r."row"
    from events as e
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
    where e.import > 0
        and r.source <> $own
)
