-- purpose: whether an import can be an older export than those that the lake has of its source
-- params:  now: timestamp, UTC: when the import is made
-- reads:   files_in, cases_out, events_out, known_files, known_cases, known_events
-- grain:   one row
-- columns: may_be_older boolean (in some kind of file it ends before anything known; or in all it ends with it, and tells of less)
-- why:     case by case the comparison takes as long as judging; of a newer export the ends of its files say enough. What was withdrawn
--          counts as known here, so this asks for too much sometimes and never for too little
with told as (
    select
        f.kind,
        max(t.last_at) as last_at,
        sum(t.instants) as instants
    from (
        select c.file, max(c.received_at) as last_at, count(*) as instants from cases_out as c where c.received_at <= $now group by c.file
        union all
        select e.file, max(e.at) as last_at, count(*) as instants from events_out as e where e.at <= $now group by e.file
    ) as t
    inner join files_in as f
        on f.name = t.file
    group by f.kind
),
known as (
    select
        f.kind,
        max(t.last_at) as last_at,
        sum(t.instants) as instants
    from (
        select c.import, c.file, max(c.received_at) as last_at, count(*) as instants from known_cases as c where c.received_at <= $now group by c.import, c.file
        union all
        select e.import, e.file, max(e.at) as last_at, count(*) as instants from known_events as e where e.at <= $now group by e.import, e.file
    ) as t
    inner join known_files as f
        on f.import_id = t.import
        and f.name = t.file
    group by f.kind
)
select coalesce(
    bool_or(t.last_at < k.last_at) or bool_and(t.last_at <= k.last_at) and sum(t.instants) < sum(k.instants),
    false
) as may_be_older
from told as t
inner join known as k
    on k.kind = t.kind
