-- purpose: events of cases, each with the kind of the file that tells it: those of the import, and those of the imports that are shown
-- params:  none
-- reads:   files_in, events_out, known_files, known_events
-- grain:   told_events, stated_events: one row per event of a case
-- columns: kind, source, case_id, event varchar, at timestamp; of stated_events also statement bigint (the higher one is the newer)
-- why:     only files of one kind can be compared: a list of cases says other things than a history of theirs
create or replace view told_events as
select
    f.kind,
    e.source,
    e.case_id,
    e.event,
    e.at
from events_out as e
inner join files_in as f
    on f.name = e.file
where e.case_id is not null;
create or replace view stated_events as
select
    f.kind,
    f.statement,
    e.source,
    e.case_id,
    e.event,
    e.at
from known_events as e
inner join known_files as f
    on f.import_id = e.import
    and f.name = e.file
where e.case_id is not null
