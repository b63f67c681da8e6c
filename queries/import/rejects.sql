-- purpose: the rows that were set aside, whole, with what was found and why that could not be used
-- params:  none
-- reads:   rows_in, fates, rejects_in, repeated_cases, texts_in, files_in, source_in
-- grain:   one row per row set aside
-- columns: source, file varchar, row, line bigint, column_name, value, reason, text varchar, import bigint
-- why:     nothing is lost: what could not be used can be repaired and read again
with faults as (
    select
        r.file_no,
        r.row_no,
        r.column_name,
        r.value,
        r.reason
    from rejects_in as r
    union all
    select
        c.file_no,
        c.row_no,
        'case_id' as column_name,
        c.case_id as value,
        'occurs twice: row ' || c.first_row || ' of ' || c.first_file || ' has another account of the case' as reason
    from repeated_cases as c
)
select
    s.source,
    f.name as file,
    i.row_no as row,
    i.line_no as line,
    a.column_name,
    a.value,
    a.reason,
    x.text,
    f.import_id as import
from rows_in as i
inner join fates as t
    on t.file_no = i.file_no
    and t.row_no = i.row_no
inner join faults as a
    on a.file_no = i.file_no
    and a.row_no = i.row_no
inner join files_in as f
    on f.file_no = i.file_no
cross join source_in as s
left join texts_in as x
    on x.file_no = i.file_no
    and x.row_no = i.row_no
where t.fate = 'set_aside'
order by i.file_no, i.row_no
