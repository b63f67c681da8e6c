-- purpose: the imported cases of a person
-- params:  customers varchar: a JSON list of pseudonyms
-- reads:   lake_cases
-- grain:   one row per source and case of which any import says that it is theirs
-- columns: source, case_id, customer varchar
-- why:     an import that a later one replaced still lies in the lake
select distinct
    c.source,
    c.case_id,
    c.customer
from lake_cases as c
where list_contains(cast(cast($customers as json) as varchar[]), c.customer)
order by c.source, c.case_id, c.customer
