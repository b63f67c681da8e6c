-- purpose: the cases whose person is taken out, each with the pseudonym that stands for them from now on
-- params:  rows varchar: a JSON list of objects with source, case_id and customer
-- reads:   nothing
-- grain:   one row per source and case
-- columns: source, case_id, customer varchar
-- why:     bound as one value, so that no text becomes part of a statement
create or replace temp table erased_case as
select
    r.chosen.source as source,
    r.chosen.case_id as case_id,
    r.chosen.customer as customer
from (
    select unnest(cast(cast($rows as json) as struct(source varchar, case_id varchar, customer varchar)[])) as chosen
) as r
