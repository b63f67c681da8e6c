-- purpose: the files that events come from, in the order in which their rows count at one instant, and what is in them
-- params:  none
-- reads:   signatures, register_events
-- grain:   one row per import and file
-- columns: as in file.sql
-- why:     the signatures of events tell it without a look at the events; what is later than as_of may be among it, which only
--          makes room for more than is needed
create or replace temp table judge_file as
with measured as (
    select
        s.import,
        s.file,
        max(s.last_row) as last_row,
        max(s.part) as last_part,
        min(s.earliest_us) as earliest_us,
        max(s.promised_us) as promised_us,
        list(distinct s.span_us + 1) filter (s.span_us > 0) as day_lengths
    from signatures as s
    group by s.import, s.file
    union all
    select
        e.import,
        e.file,
        max(e."row") as last_row,
        max(e.part) as last_part,
        epoch_us(min(e."at")) as earliest_us,
        epoch_us(max(e.expected_at)) as promised_us,
        list(distinct epoch_us(e.at_last) - epoch_us(e."at") + 1) filter (e.at_last > e."at") as day_lengths
    from register_events as e
    group by e.import, e.file
),
sized as (
    select
        m.*,
        (coalesce(m.last_row, 0) + 1) * (coalesce(m.last_part, 0) + 1) as places
    from measured as m
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
