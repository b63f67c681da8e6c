-- purpose: what happened to each imported case, one list a case, where exports replace one another
-- params:  none
-- reads:   lake_timelines, event_winner, lake_statements
-- grain:   one row per source and case with any imported event
-- columns: as in timelines.sql
-- why:     a snapshot tells all events of its cases anew, so the newest one tells all; only where all of a source hold the same kinds of files
create temp view timelines as
select t.*
from lake_timelines as t
join lake_statements as s
    on s.import = t.place
join (
    select distinct
        n.source,
        n.case_id,
        n.statement
    from event_winner as n
) as w
    on w.source = t.source
    and w.case_id = t.case_id
    and w.statement = s.statement
