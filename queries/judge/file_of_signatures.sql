-- purpose: the files that events come from, and how far their rows reach, told by the signatures of their events
-- params:  none
-- reads:   signatures, register_events
-- grain:   one row per import and file
-- columns: as in file_of_events.sql
-- why:     no event need be looked at; what is later than as_of may be among it, which only makes room for more than is needed
create or replace temp table judge_measured_file as
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
)
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
