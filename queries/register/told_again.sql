-- purpose: takes away the events of the register that a standing import tells, too
-- params:  none
-- reads:   register_twin, events, register_events
-- grain:   none
-- columns: none
-- why:     rows that are equal in every column are one event, whoever wrote them down
delete from register_events
where "row" in (
    select t.entry
    from register_twin as t
    semi join events as e
        on e.import = t.import
        and e.file = t.file
        and e."row" = t."row"
        and e.part = t.part
)
