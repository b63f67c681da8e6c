-- purpose: rows that are equal in every column to an earlier row of the import
-- params:  none
-- reads:   rows_in
-- grain:   one row per repetition, the first occurrence not among them
-- columns: file_no integer, row_no bigint
-- why:     rows that are equal in every column are one row; the first one stays. Only rows that have a twin are put in order
with twins as (
    select
        r.digest_high,
        r.digest_low
    from rows_in as r
    group by r.digest_high, r.digest_low
    having count(*) > 1
),
numbered as (
    select
        r.file_no,
        r.row_no,
        row_number() over (partition by r.digest_high, r.digest_low order by r.file_no, r.row_no) as nth
    from rows_in as r
    semi join twins as t
        on t.digest_high = r.digest_high
        and t.digest_low = r.digest_low
)
select
    n.file_no,
    n.row_no
from numbered as n
where n.nth > 1
order by n.file_no, n.row_no
