-- purpose: the newest import that has each case
-- params:  none
-- reads:   lake_cases
-- grain:   one row per source and case
-- columns: source, case_id varchar, import bigint
-- why:     what a later export says of a case replaces what an earlier one said
create temp table case_winner as
select
    l.source,
    l.case_id,
    max(l.import) as import
from lake_cases as l
group by l.source, l.case_id
