-- purpose: what becomes of the rows of the files that are not kept
-- params:  none
-- reads:   rows_in, case_rows_in, events_in, repeated_rows, repeated_cases, repeated_events
-- grain:   one row per row of a file that is not kept
-- columns: file_no integer, row_no bigint, fate varchar (set_aside, duplicate)
-- why:     rows in = kept + set aside + duplicates, to the row. Most rows are kept, so the few others are the smaller list
with repeating as (
    select
        e.file_no,
        e.row_no
    from events_in as e
    semi join repeated_events as r
        on r.file_no = e.file_no
        and r.row_no = e.row_no
    left join repeated_events as p
        on p.file_no = e.file_no
        and p.row_no = e.row_no
        and p.part = e.part
    group by e.file_no, e.row_no
    having count(*) = count(p.part)
),
reasons as (
    select r.file_no, r.row_no, 'duplicate' as fate, 1 as rank from repeated_rows as r
    union all
    select i.file_no, i.row_no, 'set_aside' as fate, 2 as rank from rows_in as i where i.is_faulty
    union all
    select c.file_no, c.row_no, 'set_aside' as fate, 2 as rank from repeated_cases as c
    union all
    select
        s.file_no,
        s.row_no,
        'duplicate' as fate,
        3 as rank
    from repeating as s
    -- A row that is a case says more than its events.
    anti join case_rows_in as c
        on c.file_no = s.file_no
        and c.row_no = s.row_no
)
select
    r.file_no,
    r.row_no,
    arg_min(r.fate, r.rank) as fate
from reasons as r
group by r.file_no, r.row_no
order by r.file_no, r.row_no
