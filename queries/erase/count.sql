-- purpose: how many rows of a file of the lake are of cases whose person is taken out
-- params:  file: varchar, path of a cases.parquet or an events.parquet
-- reads:   the file, erased_case
-- grain:   one row
-- columns: count bigint
-- why:     a file without any is left as it is
select count(*) as count
from read_parquet($file, hive_partitioning = false) as f
inner join erased_case as e
    on e.source = f.source
    and e.case_id = f.case_id
