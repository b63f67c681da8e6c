-- purpose: the account of each file: what became of its rows
-- params:  none
-- reads:   rows_in, fates, files_in
-- grain:   one row per file of the import
-- columns: file_no integer, rows_in, kept, set_aside, duplicates bigint
-- why:     compared with the reader's own count before anything is committed
select
    f.file_no,
    count(i.row_no) as rows_in,
    count(i.row_no) filter (where t.fate is null) as kept,
    count(*) filter (where t.fate = 'set_aside') as set_aside,
    count(*) filter (where t.fate = 'duplicate') as duplicates
from files_in as f
left join rows_in as i
    on i.file_no = f.file_no
left join fates as t
    on t.file_no = i.file_no
    and t.row_no = i.row_no
group by f.file_no
order by f.file_no
