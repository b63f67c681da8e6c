-- purpose: the newest statement of each kind of file that can tell the events of each case
-- params:  none
-- reads:   lake_cases, lake_events, imports
-- grain:   one row per source, case and kind of file, of sources whose exports replace one another
-- columns: source, case_id, table_name varchar (the kind), statement bigint
-- why:     a case that is in a newer export without events has none any more; a list of cases and their history, imported apart, are
--          of two kinds. What is told of the organisation is of no case, and is replaced by nothing
create temp table event_winner as
with telling as (
    select distinct
        i.import,
        i.statement,
        i.table_name
    from imports as i
    where i.mode = 'snapshot'
        and i.feeds_events
),
mentioned as (
    select distinct
        c.source,
        c.case_id,
        c.import
    from lake_cases as c
    union
    select distinct
        e.source,
        e.case_id,
        e.import
    from lake_events as e
    where e.case_id is not null
)
select
    m.source,
    m.case_id,
    t.table_name,
    max(t.statement) as statement
from mentioned as m
join telling as t
    on t.import = m.import
group by m.source, m.case_id, t.table_name
