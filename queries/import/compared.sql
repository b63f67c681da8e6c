-- purpose: what speaks for and against an import being an older export than those that the lake has of its source
-- params:  now: timestamp, UTC: when the import is made
-- reads:   files_in, cases_out, events_out, known_files, known_cases, known_events
-- grain:   one row
-- columns: shared, further, behind bigint (cases that a file of the same kind told of before; those of which the import tells something
--          later, or less, than the newest of these), latest_at, known_until timestamp (UTC; the last thing that the import and these tell
--          of, in the kinds of files that both have; null where there is none), ends_before boolean (in no kind of file it ends later, in
--          one before), newer bigint (the first import, in the order of what stands, that ends later; null where none does)
-- why:     only files of one kind can be compared: a list of cases ends otherwise than a history of theirs. What was said of a case and
--          withdrawn since is not known of it any more, so the newest that told of it speaks
with told as (
    select
        f.kind,
        t.source,
        t.case_id,
        max(t.instant) as last_at
    from (
        select c.file, c.source, c.case_id, c.received_at as instant from cases_out as c
        union all
        select e.file, e.source, e.case_id, e.at as instant from events_out as e
    ) as t
    inner join files_in as f
        on f.name = t.file
    where t.instant <= $now
    group by f.kind, t.source, t.case_id
),
stated as (
    select
        f.kind,
        f.statement,
        f.original,
        t.source,
        t.case_id,
        max(t.instant) as last_at
    from (
        select c.import, c.file, c.source, c.case_id, c.received_at as instant from known_cases as c
        union all
        select e.import, e.file, e.source, e.case_id, e.at as instant from known_events as e
    ) as t
    inner join known_files as f
        on f.import_id = t.import
        and f.name = t.file
    where t.instant <= $now
    group by f.kind, f.statement, f.original, t.source, t.case_id
),
known as (
    select
        s.kind,
        s.source,
        s.case_id,
        arg_max(s.last_at, s.statement) as last_at
    from stated as s
    group by s.kind, s.source, s.case_id
),
ends as (
    select
        t.kind,
        max(t.last_at) as latest_at,
        (select max(k.last_at) from known as k where k.kind = t.kind) as known_until
    from told as t
    group by t.kind
),
compared as (
    select
        count(*) as shared,
        count(*) filter (where t.last_at > k.last_at) as further,
        count(*) filter (where t.last_at < k.last_at) as behind
    from told as t
    inner join known as k
        on k.kind = t.kind
        and k.source = t.source
        and k.case_id = t.case_id
),
ended as (
    select
        max(e.latest_at) as latest_at,
        max(e.known_until) as known_until,
        coalesce(bool_and(e.latest_at <= e.known_until) and bool_or(e.latest_at < e.known_until), false) as ends_before
    from ends as e
    where e.known_until is not null
),
newer as (
    select arg_min(s.original, s.statement) as original
    from stated as s
    inner join ends as e
        on e.kind = s.kind
    where s.last_at > e.latest_at
)
select
    c.shared,
    c.further,
    c.behind,
    d.latest_at,
    d.known_until,
    d.ends_before,
    n.original as newer
from compared as c
cross join ended as d
cross join newer as n
order by c.shared
