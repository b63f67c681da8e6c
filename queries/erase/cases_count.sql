-- purpose: how many rows of a file of cases are of cases whose person is taken out, or bear a pseudonym that goes
-- params:  file: varchar, path of a cases.parquet
-- reads:   the file, erased_case, renamed_customer
-- grain:   one row
-- columns: count bigint
-- why:     a file without any is left as it is
select count(*) as count
from read_parquet($file, hive_partitioning = false) as f
where exists (select 1 from erased_case as e where e.source = f.source and e.case_id = f.case_id)
    or exists (select 1 from renamed_customer as r where r.customer = f.customer)
