-- purpose: the files that events come from, in the order in which their rows count at one instant, and what is in them
-- params:  none
-- reads:   judge_measured_file
-- grain:   one row per import and file
-- columns: import bigint, file varchar, first_order, parts bigint (an event's place is first_order + row × parts + part),
--          next_order bigint (the first place after this file), earliest_us, promised_us bigint (null: none),
--          day_lengths bigint[] (microseconds of the days that are all that is known of some instant)
-- why:     at one instant events keep the order of their source rows
create or replace temp table judge_file as
with sized as (
    select
        m.*,
        (coalesce(m.last_row, 0) + 1) * (coalesce(m.last_part, 0) + 1) as places
    from judge_measured_file as m
)
select
    s.import,
    s.file,
    1 + coalesce(sum(s.places) over (
        order by s.import nulls last, s.file nulls last
        rows between unbounded preceding and 1 preceding
    ), 0)::bigint as first_order,
    (coalesce(s.last_part, 0) + 1)::bigint as parts,
    1 + sum(s.places) over (
        order by s.import nulls last, s.file nulls last
        rows unbounded preceding
    )::bigint as next_order,
    s.earliest_us,
    s.promised_us,
    coalesce(s.day_lengths, []) as day_lengths
from sized as s
