-- purpose: where to cut the cases into stretches of about so many events
-- params:  most: bigint, events in a stretch
-- reads:   events_out
-- grain:   one row per stretch but the first
-- columns: from_case varchar: its first case
-- why:     events_out is sorted by case
select distinct e.case_id as from_case
from events_out as e
where e.rowid % $most = $most - 1
    and e.case_id is not null
order by from_case
