-- purpose: the cases whose person is taken out
-- params:  rows varchar: a JSON list of objects with source and case_id
-- reads:   nothing
-- grain:   one row per source and case
-- columns: source, case_id varchar
-- why:     bound as one value, so that no text becomes part of a statement
create or replace temp table erased_case as
select
    r.chosen.source as source,
    r.chosen.case_id as case_id
from (
    select unnest(cast(cast($rows as json) as struct(source varchar, case_id varchar)[])) as chosen
) as r
