-- purpose: the texts of the rows that an import set aside, to be read again
-- params:  path: the import's rejects.parquet
-- reads:   that file
-- grain:   one row per row set aside
-- columns: file varchar, row, line bigint, text varchar
-- why:     a row keeps its number and its line, so that each attempt names the same place
select
    r.file,
    r."row",
    r.line,
    r.text
from read_parquet($path, hive_partitioning = false) as r
order by r.file, r."row"
