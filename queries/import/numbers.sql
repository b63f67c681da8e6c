-- purpose: what an import holds, in a few numbers
-- params:  none
-- reads:   cases_out, events_out, cases_in, fates
-- grain:   one row
-- columns: cases, events, row_cases bigint (kept rows that are a case), first_received, last_received timestamp (UTC; null without cases),
--          sources varchar[] (in order)
-- why:     printed for the user; row_cases must all be among the cases
select
    (select count(*) from cases_out) as cases,
    (select count(*) from events_out) as events,
    (
        select count(*)
        from cases_in as c
        inner join fates as t
            on t.file_no = c.file_no
            and t.row_no = c.row_no
        where not c.is_derived
            and t.fate = 'kept'
    ) as row_cases,
    (select min(c.received_at) from cases_out as c) as first_received,
    (select max(c.received_at) from cases_out as c) as last_received,
    (
        select list(distinct s.source order by s.source)
        from (
            select c.source from cases_out as c
            union
            select e.source from events_out as e
        ) as s
    ) as sources
order by cases
