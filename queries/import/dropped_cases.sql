-- purpose: the cases that were written before it was known that their row says again what an earlier one says, or contradicts it
-- params:  none
-- reads:   case_rows_in, fates
-- grain:   one row per case to be left out
-- columns: place bigint (its place in the file of cases, from 0)
-- why:     cases are written while they are read, in the order of files and rows; most imports repeat nothing
with placed as (
    select
        c.file_no,
        c.row_no,
        row_number() over (order by c.file_no, c.row_no) - 1 as place
    from case_rows_in as c
    -- Most imports keep every row: then there is nothing to put in order.
    where exists (select t.row_no from fates as t)
)
select p.place
from placed as p
inner join fates as t
    on t.file_no = p.file_no
    and t.row_no = p.row_no
order by p.place
