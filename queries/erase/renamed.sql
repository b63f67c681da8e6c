-- purpose: the pseudonyms that go, each with the one that stands in its place from now on
-- params:  rows varchar: a JSON object with the new pseudonym of each old one
-- reads:   nothing
-- grain:   one row per pseudonym that goes
-- columns: customer, pseudonym varchar
-- why:     bound as one value, so that no text becomes part of a statement
create or replace temp table renamed_customer as
select
    r.renamed.key as customer,
    r.renamed.value as pseudonym
from (
    select unnest(map_entries(cast(cast($rows as json) as map(varchar, varchar)))) as renamed
) as r
