-- purpose: the events that whoever told of a case can report at all
-- params:  source, case_id varchar
-- reads:   cases, file_teller, told_events
-- grain:   one row per event
-- columns: event varchar
-- why:     where nobody can report an event, silence proves nothing
select distinct
    r.event
from cases as c
left join file_teller as f
    on f.source = c.source
    and f.import = c.import
    and f.file = c.file
inner join told_events as r
    on r.source = c.source
    and r.teller = coalesce(f.teller, 0)
where c.source = $source
    and c.case_id = $case_id
order by r.event
