-- purpose: the import that tells what each case is
-- params:  none
-- reads:   lake_cases, imports
-- grain:   one row per source and case
-- columns: source, case_id varchar, import bigint
-- why:     what the newest statement says of a case replaces what an earlier one said
create temp table case_winner as
with statements as (
    select distinct
        i.import,
        i.statement
    from imports as i
)
select
    l.source,
    l.case_id,
    arg_max(l.import, (s.statement, l.import)) as import
from lake_cases as l
join statements as s
    on s.import = l.import
group by l.source, l.case_id
