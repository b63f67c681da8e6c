-- purpose: events that are equal in every column to an earlier event of the import
-- params:  none
-- reads:   events_in, repeated_rows, repeated_cases
-- grain:   one row per repetition, the first occurrence not among them
-- columns: file_no integer, row_no bigint, part integer
-- why:     two rows can be written differently and yet say the same ("10:00Z" and "12:00+02:00").
--          Only events that have a twin are put in order
with twins as (
    select
        e.digest_high,
        e.digest_low
    from events_in as e
    group by e.digest_high, e.digest_low
    having count(*) > 1
),
numbered as (
    select
        e.file_no,
        e.row_no,
        e.part,
        row_number() over (partition by e.digest_high, e.digest_low order by e.file_no, e.row_no, e.part) as nth
    from events_in as e
    semi join twins as t
        on t.digest_high = e.digest_high
        and t.digest_low = e.digest_low
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
