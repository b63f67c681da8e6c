-- purpose: rows that name a case which an earlier row already names, and say something else of it
-- params:  none
-- reads:   case_rows_in, repeated_rows, standing_cases, files_in
-- grain:   one row per further row of a case
-- columns: file_no integer, row_no bigint, case_id, first_file varchar, first_row bigint
-- why:     which of them is right cannot be known, so the first stays and the others are set aside to be looked at;
--          only cases that are told of more than once are put in order
with told as (
    select
        c.file_no,
        c.row_no,
        c.source,
        c.case_id,
        null as standing_file
    from case_rows_in as c
    anti join repeated_rows as r
        on r.file_no = c.file_no
        and r.row_no = c.row_no
    union all
    select
        -1 as file_no,
        s."row" as row_no,
        s.source,
        s.case_id,
        s.file as standing_file
    from standing_cases as s
),
told_again as (
    select
        t.source,
        t.case_id
    from told as t
    group by t.source, t.case_id
    having count(*) > 1
),
numbered as (
    select
        t.file_no,
        t.row_no,
        t.case_id,
        first_value(t.file_no) over of_case as first_file_no,
        first_value(t.standing_file) over of_case as standing_file,
        first_value(t.row_no) over of_case as first_row,
        row_number() over of_case as nth
    from told as t
    semi join told_again as a
        on a.source = t.source
        and a.case_id = t.case_id
    window of_case as (partition by t.source, t.case_id order by t.file_no, t.row_no)
)
select
    n.file_no,
    n.row_no,
    n.case_id,
    coalesce(n.standing_file, f.name) as first_file,
    n.first_row
from numbered as n
left join files_in as f
    on f.file_no = n.first_file_no
where n.nth > 1
    and n.file_no >= 0
order by n.file_no, n.row_no
