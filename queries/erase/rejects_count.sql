-- purpose: how many of the rows that were set aside name the person
-- params:  file: varchar, path of a rejects.parquet; patterns varchar: a JSON list of expressions, one of which fits a row that names
--          the person or one of their cases
-- reads:   the file
-- grain:   one row
-- columns: count bigint
-- why:     a row that could not be read was kept whole, names and all
select count(*) as count
from read_parquet($file, hive_partitioning = false) as r
where len(
        list_filter(
            cast(cast($patterns as json) as varchar[]),
            lambda pattern: regexp_matches(r.text, pattern, 'i')
        )
    ) > 0
