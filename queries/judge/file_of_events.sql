-- purpose: the files that events come from, and how far their rows reach
-- params:  as_of timestamp, UTC
-- reads:   events
-- grain:   one row per import and file
-- columns: import bigint, file varchar, last_row, last_part bigint (the highest row and part; null: none is numbered), earliest_us,
--          promised_us bigint (null: none), day_lengths bigint[] (microseconds of the days that are all that is known of some instant)
-- why:     where there are no timelines, the events themselves tell it
create or replace temp table judge_measured_file as
select
    e.import,
    e.file,
    max(e."row") as last_row,
    max(e.part) as last_part,
    epoch_us(min(e."at")) as earliest_us,
    epoch_us(max(e.expected_at)) as promised_us,
    list(distinct epoch_us(e.at_last) - epoch_us(e."at") + 1) filter (e.at_last > e."at") as day_lengths
from events as e
where e."at" <= $as_of
group by e.import, e.file
