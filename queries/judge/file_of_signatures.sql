-- purpose: the files that events come from, in the order in which their rows count at one instant, and what is in them
-- params:  none
-- reads:   signatures, register_events
-- grain:   one row per import and file
-- columns: as in file.sql
-- why:     the signatures of events tell it without a look at the events; what is later than as_of may be among it, which only
--          makes room for more than is needed
create or replace temp table judge_file as
with told as (
    select
        s.import,
        s.file,
        s.last_row,
        s.part,
        s.earliest_us,
        s.promised_us,
        s.span_us
    from signatures as s
    union all
    select
        e.import,
        e.file,
        e."row" as last_row,
        e.part,
        epoch_us(e."at") as earliest_us,
        epoch_us(e.expected_at) as promised_us,
        epoch_us(e.at_last) - epoch_us(e."at") as span_us
    from register_events as e
),
measured as (
    select
        t.import,
        t.file,
        max(t.last_row) as last_row,
        max(t.part) as last_part,
        min(t.earliest_us) as earliest_us,
        max(t.promised_us) as promised_us,
        list(distinct t.span_us + 1) filter (t.span_us > 0) as day_lengths
    from told as t
    group by t.import, t.file
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
