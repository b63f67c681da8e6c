-- purpose: the instants at which cases were received, or something happened to them, of which the day alone is known
-- params:  duties: name of a table with case_key and any further columns: of its cases
-- reads:   numbered_case, numbered_event, judge_case
-- grain:   one row per case and first instant of a day
-- columns: case_key integer; at_us, last_us bigint (UTC microseconds: the first and the last possible instant)
-- why:     a verdict names first instants; what is reckoned from one must know whether it was another. Few are known by their day in
--          most data, so these are sought first and their cases then
create or replace temp macro known_by_day(duties) as table
with known as (
    select
        n.case_no,
        n.received_at as first_at,
        n.received_last as last_at
    from numbered_case as n
    where n.received_last > n.received_at
    union all
    select
        e.case_no,
        e."at" as first_at,
        e.at_last as last_at
    from numbered_event as e
    where e.at_last > e."at"
)

select
    k.case_key,
    epoch_us(d.first_at) as at_us,
    max(epoch_us(d.last_at)) as last_us
from known as d
inner join numbered_case as n on n.case_no = d.case_no
inner join judge_case as k on k.source = n.source and k.case_id = n.case_id
semi join query_table(duties) as o on o.case_key = k.case_key
group by
    k.case_key,
    d.first_at
