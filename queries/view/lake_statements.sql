-- purpose: what each import states, and in what order statements stand
-- params:  none
-- reads:   imports
-- grain:   one row per import
-- columns: import, statement bigint (the higher one is the newer); mode varchar (snapshot, append)
-- why:     imports has a row per file; where exports replace or add to one another, whole imports do
create temp view lake_statements as
select distinct
    i.import,
    i.statement,
    i.mode
from imports as i
