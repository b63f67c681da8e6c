-- purpose: rows that name a case which an earlier row of the import already names, and say something else of it
-- params:  none
-- reads:   cases_in, repeated_rows, files_in
-- grain:   one row per further row of a case
-- columns: file_no integer, row_no bigint, case_id, first_file varchar, first_row bigint
-- why:     which of them is right cannot be known, so the first stays and the others are set aside to be looked at
with numbered as (
    select
        c.file_no,
        c.row_no,
        c.case_id,
        first_value(c.file_no) over of_case as first_file_no,
        first_value(c.row_no) over of_case as first_row,
        row_number() over of_case as nth
    from cases_in as c
    anti join repeated_rows as r
        on r.file_no = c.file_no
        and r.row_no = c.row_no
    where not c.is_derived
    window of_case as (partition by c.source, c.case_id order by c.file_no, c.row_no)
)
select
    n.file_no,
    n.row_no,
    n.case_id,
    f.name as first_file,
    n.first_row
from numbered as n
inner join files_in as f
    on f.file_no = n.first_file_no
where n.nth > 1
order by n.file_no, n.row_no
