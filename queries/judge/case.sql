-- purpose: the cases that exist at as_of, numbered
-- params:  none
-- reads:   judge_sorted_case
-- grain:   one row per case received at or before as_of
-- columns: case_key integer (1, 2, 3… by source and case_id), and those of judge_sorted_case
-- why:     small keys make every later step cheap, and a range of keys is a partition of the cases. A table keeps the order in which
--          it was written, and its rows are numbered in it
create or replace temp table judge_case as
select
    (s.rowid + 1)::integer as case_key,
    s.*
from judge_sorted_case as s
