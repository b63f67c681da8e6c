-- purpose: what speaks for and against an import being an older export than those that the lake has of its source
-- params:  now: timestamp, UTC: when the import is made
-- reads:   files_in, cases_out, events_out, known_files, known_cases, known_events
-- grain:   one row
-- columns: shared, added, further, behind bigint (cases that a file of the same kind told of before, and that none did; of the former
--          those of which the import tells something later, or less, than the newest of these), latest_at, known_until timestamp (UTC; the last thing that the import and these tell
--          of, in the kinds of files that both have; null where there is none), ends_no_later, ends_before boolean (in no kind of file it
--          ends later; and in one before), mixed bigint (cases of which less is told by kinds that end before, where another kind does
--          not), newer bigint (the first import, in the order of what stands, that is newer; null where none is)
-- why:     only files of one kind can be compared: a list of cases ends otherwise than a history of theirs. What was said of a case and
--          withdrawn since is not known of it any more, so the newest that told of it speaks. What the organisation did is of no case,
--          and so of none that is new. Where an older export belongs among several is asked of each by itself: it may be newer than the
--          first and older than the last
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
compared_by_kind as (
    select
        t.kind,
        count(k.case_id) as shared,
        count(*) filter (where t.case_id is not null and k.case_id is null) as added,
        count(*) filter (where t.last_at > k.last_at) as further,
        count(*) filter (where t.last_at < k.last_at) as behind
    from told as t
    inner join ends as e
        on e.kind = t.kind
        and e.known_until is not null
    left join known as k
        on k.kind = t.kind
        and k.source = t.source
        and k.case_id = t.case_id
    group by t.kind
),
compared as (
    select
        coalesce(sum(b.shared), 0)::bigint as shared,
        coalesce(sum(b.added), 0)::bigint as added,
        coalesce(sum(b.further), 0)::bigint as further,
        coalesce(sum(b.behind), 0)::bigint as behind,
        coalesce(sum(b.behind) filter (where e.latest_at < e.known_until and b.behind > b.further), 0)::bigint as mixed
    from compared_by_kind as b
    inner join ends as e
        on e.kind = b.kind
),
ended as (
    select
        max(e.latest_at) as latest_at,
        max(e.known_until) as known_until,
        coalesce(bool_and(e.latest_at <= e.known_until), false) as ends_no_later,
        ends_no_later and bool_or(e.latest_at < e.known_until) as ends_before
    from ends as e
    where e.known_until is not null
),
beside as (
    select
        s.statement,
        s.original,
        bool_or(s.last_at > e.latest_at) as ends_later,
        count(*) filter (where t.last_at > s.last_at) as further,
        count(*) filter (where t.last_at < s.last_at) as behind
    from stated as s
    inner join ends as e
        on e.kind = s.kind
    left join told as t
        on t.kind = s.kind
        and t.source = s.source
        and t.case_id = s.case_id
    group by s.statement, s.original
),
newer as (
    select arg_min(b.original, b.statement) as original
    from beside as b
    where b.behind > b.further
        or b.behind = b.further and b.ends_later
)
select
    c.shared,
    c.added,
    c.further,
    c.behind,
    d.latest_at,
    d.known_until,
    d.ends_no_later,
    d.ends_before,
    case when d.ends_no_later then 0 else c.mixed end as mixed,
    n.original as newer
from compared as c
cross join ended as d
cross join newer as n
order by c.shared
