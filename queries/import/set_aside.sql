-- purpose: rows set aside, by what is wrong with them, with the first few places of each fault
-- params:  most: how many places to name for each fault, integer
-- reads:   rejects_out
-- grain:   one row per place that is named
-- columns: column_name, reason varchar, fault_count bigint (all places of the fault), file varchar, row, line bigint, value varchar
-- why:     the commonest fault first: repairing it gains most; a reason that names other rows or lines is one fault, not one each
with faults as (
    select
        r.column_name,
        r.reason,
        case
            when regexp_extract(r.reason, '^occurs twice: row [0-9]+ of (.*) has another account of the case$', 1) not in ('', r.file)
                then 'occurs twice: an earlier file has another account of the case'
            when r.reason like 'occurs twice: row %'
                then 'occurs twice: an earlier row has another account of the case'
            when r.reason like '%the quote opens in line %'
                then regexp_replace(r.reason, ' in line [0-9]+, and .*$', ' lines above, and more lines were read as its text')
            else r.reason
        end as fault,
        r.file,
        r.row,
        r.line,
        r.value
    from rejects_out as r
),
placed as (
    select
        r.column_name,
        -- A fault that occurs once is told with its own lines.
        case when count(*) over of_fault = 1 and r.fault not like 'occurs twice: %' then r.reason else r.fault end as reason,
        r.file,
        r.row,
        r.line,
        r.value,
        count(*) over of_fault as fault_count,
        row_number() over (partition by r.column_name, r.fault order by r.file, r.row) as nth
    from faults as r
    window of_fault as (partition by r.column_name, r.fault)
)
select
    p.column_name,
    p.reason,
    p.fault_count,
    p.file,
    p.row,
    p.line,
    p.value
from placed as p
where p.nth <= $most
order by p.fault_count desc, p.column_name nulls first, p.reason, p.file, p.row
