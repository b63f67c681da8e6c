-- purpose: the cases of an import of which files of a kind told events before and tell none now
-- params:  kind: varchar: the table of the mapping that the files are of
-- reads:   cases_out, told_events, stated_events, known_files, known_cases, known_events
-- grain:   one row
-- columns: cases bigint
-- why:     a case that is in a newer export without events has none any more: a list speaks for the history that is given with it, and
--          so for the months that this history leaves out. Only what still stood before is counted
with telling as (
    select distinct
        f.import_id as import,
        f.statement
    from known_files as f
    where f.kind = $kind
),
mentioned as (
    select c.source, c.case_id, c.import from known_cases as c
    union
    select e.source, e.case_id, e.import from known_events as e where e.case_id is not null
),
winner as (
    select
        m.source,
        m.case_id,
        max(t.statement) as statement
    from mentioned as m
    inner join telling as t
        on t.import = m.import
    group by m.source, m.case_id
),
told_before as (
    select distinct
        e.source,
        e.case_id,
        e.statement
    from stated_events as e
    where e.kind = $kind
),
told_now as (
    select distinct
        e.source,
        e.case_id
    from told_events as e
    where e.kind = $kind
)
select count(*) as cases
from cases_out as c
inner join winner as w
    on w.source = c.source
    and w.case_id = c.case_id
inner join told_before as b
    on b.source = w.source
    and b.case_id = w.case_id
    and b.statement = w.statement
left join told_now as n
    on n.source = c.source
    and n.case_id = c.case_id
where n.case_id is null
order by cases
