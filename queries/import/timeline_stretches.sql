-- purpose: where to cut the cases into stretches of about so many events
-- params:  most: bigint, events in a stretch
-- reads:   events_out
-- grain:   one row per stretch but the first
-- columns: from_case varchar: its first case
-- why:     events_out is sorted by case
with numbered as (
    select
        e.case_id,
        row_number() over () as place
    from events_out as e
)
select distinct n.case_id as from_case
from numbered as n
where n.place % $most = 0
    and n.case_id is not null
order by from_case
