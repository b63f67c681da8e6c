-- purpose: how many cases there are and how far instants reach
-- params:  as_of timestamp, UTC
-- reads:   judge_case, events
-- grain:   one row
-- columns: case_count, first_received_us, earliest_us, latest_us bigint (null: nothing there)
-- why:     calendars are laid out over exactly the stretch that will be asked for
with happened as (
    select
        min(e.at) as first_at,
        max(e.expected_at) as last_promise
    from events as e
    where e.at <= $as_of
)
select
    count(k.case_key) as case_count,
    min(k.received_us) as first_received_us,
    least(min(k.received_us), (select epoch_us(h.first_at) from happened as h)) as earliest_us,
    (select epoch_us(h.last_promise) from happened as h) as latest_us
from judge_case as k
