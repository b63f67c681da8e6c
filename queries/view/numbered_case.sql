-- purpose: the cases by numbers, for measures that match them with what happened to them
-- params:  none
-- reads:   cases, file_teller
-- grain:   one row per source and case
-- columns: case_no integer; teller integer (as in told_events); source, case_id, kind, category, outcome varchar; received_at timestamp;
--          received_last timestamp (later than received_at where the day of the receipt alone is known)
-- why:     numbers are matched and sorted faster than texts. Of a table, because a number must be the same wherever it is read; its
--          rows are numbered as they lie, since a window would number them by one thread
create temp table case_to_number as
select
    coalesce(f.teller, 0) as teller,
    c.source,
    c.case_id,
    c.kind,
    c.category,
    c.outcome,
    c.received_at,
    c.received_last
from cases as c
left join file_teller as f
    on f.source = c.source
    and f.import = c.import
    and f.file = c.file;
create temp view numbered_case as
select
    n.rowid::integer as case_no,
    n.*
from case_to_number as n
