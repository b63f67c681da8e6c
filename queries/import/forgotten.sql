-- purpose: what files of a kind leave out of what such files told before of the cases that they tell of
-- params:  kind: varchar: the table of the mapping that the files are of
-- reads:   files_in, cases_out, told_events, stated_events, known_files, known_cases
-- grain:   one row
-- columns: shared, moved, fewer bigint (cases that the import tells of, and earlier files of the kind did; of these: with a later receipt
--          than the newest of those says, and with events in it that are told no more)
-- why:     the newest export stands for the whole of a case. A log that is exported month by month says of January's cases only what
--          happened in February: they are received then, and what was done in time before is gone
with told_now as (
    select
        e.source,
        e.case_id,
        e.event,
        e.at
    from told_events as e
    where e.kind = $kind
),
told_before as (
    select
        e.statement,
        e.source,
        e.case_id,
        e.event,
        e.at
    from stated_events as e
    where e.kind = $kind
),
told_cases as (
    select
        c.source,
        c.case_id,
        c.received_at
    from cases_out as c
    inner join files_in as f
        on f.name = c.file
    where f.kind = $kind
),
told as (
    select e.source, e.case_id from told_now as e
    union
    select c.source, c.case_id from told_cases as c
),
stated_cases as (
    select
        f.statement,
        c.source,
        c.case_id,
        c.received_at
    from known_cases as c
    inner join known_files as f
        on f.import_id = c.import
        and f.name = c.file
    where f.kind = $kind
),
stated as (
    select e.source, e.case_id, e.statement from told_before as e
    union
    select c.source, c.case_id, c.statement from stated_cases as c
),
shared as (
    select
        t.source,
        t.case_id,
        max(s.statement) as statement
    from told as t
    inner join stated as s
        on s.source = t.source
        and s.case_id = t.case_id
    group by t.source, t.case_id
),
moved as (
    select count(*) as cases
    from shared as s
    inner join stated_cases as k
        on k.source = s.source
        and k.case_id = s.case_id
        and k.statement = s.statement
    inner join told_cases as c
        on c.source = s.source
        and c.case_id = s.case_id
    where c.received_at > k.received_at
),
left_out as (
    select
        k.source,
        k.case_id
    from shared as s
    inner join told_before as k
        on k.source = s.source
        and k.case_id = s.case_id
        and k.statement = s.statement
    anti join told_now as e
        on e.source = k.source
        and e.case_id = k.case_id
        and e.event = k.event
        and e.at = k.at
)
select
    (select count(*) from shared as s) as shared,
    (select m.cases from moved as m) as moved,
    (select count(distinct (o.source, o.case_id)) from left_out as o) as fewer
order by shared
