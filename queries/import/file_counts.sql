-- purpose: the account of each file: what became of its rows
-- params:  none
-- reads:   fates, files_in
-- grain:   one row per file of the import
-- columns: file_no integer, rows_in, kept, set_aside, duplicates bigint
-- why:     compared with the reader's own count before anything is committed
select
    f.file_no,
    count(t.row_no) as rows_in,
    count(*) filter (where t.fate = 'kept') as kept,
    count(*) filter (where t.fate = 'set_aside') as set_aside,
    count(*) filter (where t.fate = 'duplicate') as duplicates
from files_in as f
left join fates as t
    on t.file_no = f.file_no
group by f.file_no
order by f.file_no
