-- purpose: what becomes of each row of the files
-- params:  none
-- reads:   rows_in, case_rows_in, events_in, repeated_rows, repeated_cases, repeated_events
-- grain:   one row per row of a file
-- columns: file_no integer, row_no bigint, fate varchar (kept, set_aside, duplicate)
-- why:     rows in = kept + set aside + duplicates, to the row
with says_nothing_new as (
    select
        e.file_no,
        e.row_no
    from events_in as e
    left join repeated_events as r
        on r.file_no = e.file_no
        and r.row_no = e.row_no
        and r.part = e.part
    anti join case_rows_in as c
        on c.file_no = e.file_no
        and c.row_no = e.row_no
    group by e.file_no, e.row_no
    having count(*) = count(r.part)
)
select
    i.file_no,
    i.row_no,
    case
        when r.row_no is not null then 'duplicate'
        when i.is_faulty or c.row_no is not null then 'set_aside'
        when s.row_no is not null then 'duplicate'
        else 'kept'
    end as fate
from rows_in as i
left join repeated_rows as r
    on r.file_no = i.file_no
    and r.row_no = i.row_no
left join repeated_cases as c
    on c.file_no = i.file_no
    and c.row_no = i.row_no
left join says_nothing_new as s
    on s.file_no = i.file_no
    and s.row_no = i.row_no
order by i.file_no, i.row_no
