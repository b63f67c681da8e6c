-- purpose: events that are equal in every column to an earlier event of the import
-- params:  none
-- reads:   events_in, repeated_rows, repeated_cases
-- grain:   one row per repetition, the first occurrence not among them
-- columns: file_no integer, row_no bigint, part integer
-- why:     two rows can be written differently and yet say the same ("10:00Z" and "12:00+02:00")
with numbered as (
    select
        e.file_no,
        e.row_no,
        e.part,
        row_number() over (partition by e.digest_high, e.digest_low order by e.file_no, e.row_no, e.part) as nth
    from events_in as e
    anti join repeated_rows as r
        on r.file_no = e.file_no
        and r.row_no = e.row_no
    anti join repeated_cases as c
        on c.file_no = e.file_no
        and c.row_no = e.row_no
)
select
    n.file_no,
    n.row_no,
    n.part
from numbered as n
where n.nth > 1
order by n.file_no, n.row_no, n.part
