-- purpose: what an import holds, in a few numbers
-- params:  now: timestamp, UTC: when the import is made
-- reads:   cases_out, events_out, case_rows_in, derived_cases, fates
-- grain:   one row
-- columns: cases, events, told_cases bigint (kept rows that are a case, and cases of which only events tell), first_received, last_received timestamp (UTC; null without cases),
--          sources varchar[] (in order), latest_at timestamp (UTC; the last thing that it tells of and that was not in the future)
-- why:     printed for the user; as many cases must have been written as rows told of
select
    (select count(*) from cases_out) as cases,
    (select count(*) from events_out) as events,
    (
        select count(*)
        from case_rows_in as c
        anti join fates as t
            on t.file_no = c.file_no
            and t.row_no = c.row_no
    ) + (select count(*) from derived_cases) as told_cases,
    (select min(c.received_at) from cases_out as c) as first_received,
    (select max(c.received_at) from cases_out as c) as last_received,
    (
        select list(distinct s.source order by s.source)
        from (
            select c.source from cases_out as c
            union
            select e.source from events_out as e
        ) as s
    ) as sources,
    greatest(
        (select max(c.received_at) from cases_out as c where c.received_at <= $now),
        (select max(e.at) from events_out as e where e.at <= $now)
    ) as latest_at
order by cases
