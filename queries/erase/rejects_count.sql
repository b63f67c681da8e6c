-- purpose: how many of the rows that were set aside name the person
-- params:  file: varchar, path of a rejects.parquet; names varchar: a JSON list of the person's names
-- reads:   the file
-- grain:   one row
-- columns: count bigint
-- why:     a row that could not be read was kept whole, names and all
select count(*) as count
from read_parquet($file) as r
where len(
        list_filter(
            cast(cast($names as json) as varchar[]),
            lambda name: regexp_matches(r.text, '(^|[^[:alnum:]])' || regexp_escape(name) || '($|[^[:alnum:]])', 'i')
        )
    ) > 0
