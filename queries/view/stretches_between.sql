-- purpose: the stretches of time between bounds, with the UTC days that each touches
-- params:  bounds: varchar, the first instants of the stretches and the end of the last, UTC, ascending, separated by commas
-- reads:   nothing
-- grain:   one row per stretch and UTC day
-- columns: stretch_index bigint (0 for the first), start_at, end_at timestamp (the end not included), utc_day date
-- why:     an instant's stretch is found by hashing its UTC day; the bounds decide
create temp macro stretches_between(bounds) as table
with bound as (
    select unnest(string_split(cast(bounds as varchar), ','))::timestamp as start_at
),

stretch as (
    select
        row_number() over (order by b.start_at) - 1 as stretch_index,
        b.start_at,
        lead(b.start_at) over (order by b.start_at) as end_at
    from bound as b
)

select
    s.stretch_index,
    s.start_at,
    s.end_at,
    unnest(generate_series(date_trunc('day', s.start_at), s.end_at, interval 1 day))::date as utc_day
from stretch as s
where s.end_at is not null
