-- purpose: how many cases there are, how far instants reach, and what their parts need to be packed
-- params:  as_of timestamp, UTC
-- reads:   cases, judge_case, judge_file
-- grain:   one row
-- columns: case_count, first_received_us, earliest_us, latest_us bigint (null: nothing there), next_order bigint (no event's place is
--          greater), day_lengths varchar (JSON list of microseconds)
-- why:     calendars are laid out over exactly the stretch that will be asked for; reviews begin with the first
--          case of all, whichever cases are judged
with received as (
    select
        count(*) as case_count,
        min(k.received_us) as first_us,
        list(distinct k.received_last_us - k.received_us + 1) filter (k.received_last_us > k.received_us) as day_lengths
    from judge_case as k
),
happened as (
    select
        min(f.earliest_us) as earliest_us,
        max(f.promised_us) as promised_us,
        max(f.next_order) as next_order,
        flatten(list(f.day_lengths)) as day_lengths
    from judge_file as f
)
select
    r.case_count,
    (select epoch_us(min(c.received_at)) from cases as c where c.received_at <= $as_of) as first_received_us,
    least(r.first_us, h.earliest_us) as earliest_us,
    h.promised_us as latest_us,
    coalesce(h.next_order, 1) as next_order,
    to_json(list_sort(list_distinct(list_concat(coalesce(r.day_lengths, []), coalesce(h.day_lengths, [])))))::varchar as day_lengths
from received as r
cross join happened as h
