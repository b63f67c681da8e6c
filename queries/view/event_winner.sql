-- purpose: the newest statement of each kind that can tell the events of each case
-- params:  none
-- reads:   lake_cases, lake_events, lake_statements
-- grain:   one row per source, case and kind of statement, of sources whose exports replace one another
-- columns: source, case_id, feeds varchar (the kind: what the files tell of), statement bigint
-- why:     a case that is in a newer export of its kind without events has none any more; a list of cases and their history, imported
--          apart, are of two kinds. What is told of the organisation is of no case, and is replaced by nothing
create temp table event_winner as
with telling as (
    select
        s.import,
        s.statement,
        s.feeds
    from lake_statements as s
    where s.mode = 'snapshot'
        and contains(s.feeds, 'events')
),
mentioned as (
    select
        c.source,
        c.case_id,
        t.feeds,
        t.statement
    from lake_cases as c
    join telling as t
        on t.import = c.import
    union all
    select
        e.source,
        e.case_id,
        t.feeds,
        t.statement
    from lake_events as e
    join telling as t
        on t.import = e.import
    where e.case_id is not null
)
select
    m.source,
    m.case_id,
    m.feeds,
    max(m.statement) as statement
from mentioned as m
group by m.source, m.case_id, m.feeds
