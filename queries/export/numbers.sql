-- purpose: the cases that are handed out, numbered, so that they can be read range by range
-- params:  register_only boolean: the register's own cases alone
-- reads:   cases
-- grain:   one row per case
-- columns: number bigint (from 1), source, case_id varchar
-- why:     memory must not grow with the lake
create or replace temp table export_case as
select
    row_number() over (order by c.source, c.case_id) as number,
    c.source,
    c.case_id
from cases as c
where not $register_only
    or c.source = 'register'
