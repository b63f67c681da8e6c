-- purpose: the newest statement that can tell the events of each case
-- params:  none
-- reads:   lake_cases, lake_events, lake_statements
-- grain:   one row per source and case of sources whose exports replace one another
-- columns: source, case_id varchar, statement bigint
-- why:     a case that is in a newer export without events has none any more. What is told of the organisation is of no case, and
--          is replaced by nothing
create temp table event_winner as
with telling as (
    select
        s.import,
        s.statement
    from lake_statements as s
    where s.mode = 'snapshot'
        and s.feeds_events
),
mentioned as (
    select
        c.source,
        c.case_id,
        t.statement
    from lake_cases as c
    join telling as t
        on t.import = c.import
    union all
    select
        e.source,
        e.case_id,
        t.statement
    from lake_events as e
    join telling as t
        on t.import = e.import
    where e.case_id is not null
)
select
    m.source,
    m.case_id,
    max(m.statement) as statement
from mentioned as m
group by m.source, m.case_id
