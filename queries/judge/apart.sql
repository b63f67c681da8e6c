-- purpose: the cases of which no timeline tells everything: something was recorded by hand
-- params:  none
-- reads:   register_events
-- grain:   one row per source and case
-- columns: source, case_id varchar
-- why:     their events are read one by one
create or replace temp table judge_apart as
select distinct
    e.source,
    e.case_id
from register_events as e
where e.case_id is not null
