-- purpose: rows set aside, by what is wrong with them, with the first few places of each fault
-- params:  most: how many places to name for each fault, integer
-- reads:   rejects_out
-- grain:   one row per place that is named
-- columns: column_name, reason varchar, fault_count bigint (all places of the fault), file varchar, row, line bigint, value varchar
-- why:     the commonest fault first: repairing it gains most; a reason that names the other row of its case is one fault, not one each
with faults as (
    select
        r.column_name,
        regexp_replace(r.reason, '^occurs twice: row [0-9]+ of .* has another', 'occurs twice: an earlier row has another') as reason,
        r.file,
        r.row,
        r.line,
        r.value
    from rejects_out as r
),
placed as (
    select
        r.column_name,
        r.reason,
        r.file,
        r.row,
        r.line,
        r.value,
        count(*) over fault as fault_count,
        row_number() over (partition by r.column_name, r.reason order by r.file, r.row) as nth
    from faults as r
    window fault as (partition by r.column_name, r.reason)
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
