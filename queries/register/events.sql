-- purpose: the events of the register: of its own cases, of imported ones, and of the organisation
-- params:  log: varchar, path of log.jsonl (it exists, and may be empty)
-- reads:   the file
-- grain:   one row per entry that is in force and no opening, and one "logged" per opening; equal rows are one event
-- columns: source, case_id varchar (case_id null: an event of the organisation)
--          event varchar
--          at, at_last timestamp (UTC; the same instant, or the last one of the day where only the day is known)
--          at_precision varchar (moment or day)
--          expected_at timestamp (UTC)
--          actor, role varchar
--          auto boolean (null when unknown)
--          evidence varchar
--          attributes map(varchar, varchar) (empty where there are none; of the organisation's events also owner, due_at and what they aim at)
--          import bigint (always 0), file varchar, row bigint (n of the entry in the log), part integer (always 1)
-- why:     an erasure is a record of the register, and no event of a case or of the organisation.
--          A correction stands in the place (row) of the entry that it replaces, so the order of one instant stays; of several, the newest holds.
--          A correction that was taken back counts no more, and what it corrected counts again (DECISIONS 196).
--          The receipt itself is implied by the case. That the case was logged is known from the moment its opening was first recorded.
with lines as (
    select *
    from read_json(
        $log,
        format = 'newline_delimited',
        hive_partitioning = false,
        columns = {
            'n': 'bigint', 'corrects': 'bigint', 'retracts': 'boolean', 'at': 'timestamp', 'at_last': 'timestamp',
            'recorded_at': 'timestamp', 'source': 'varchar', 'case_id': 'varchar', 'event': 'varchar', 'expected_at': 'timestamp',
            'actor': 'varchar', 'role': 'varchar', 'auto': 'boolean', 'evidence': 'varchar', 'attributes': 'map(varchar, varchar)',
            'category': 'varchar', 'due_at': 'varchar', 'owner': 'varchar', 'product': 'varchar', 'subcategory': 'varchar',
            'team': 'varchar'
        }
    )
),
taken_back as (
    -- The correction, and the entry that takes it back.
    select unnest([r.corrects, r.n]) as n
    from lines as r
    inner join lines as c on c.n = r.corrects
    where r.retracts
        and c.corrects is not null
),
entries as (
    select
        l.n,
        coalesce(l.corrects, l.n) as place,
        l."at" as happened_at,
        l.at_last,
        min(l.recorded_at) over (partition by coalesce(l.corrects, l.n)) as logged_at,
        l.source,
        l.case_id,
        l.event,
        l.expected_at,
        l.actor,
        l.role,
        l.auto,
        l.evidence,
        case
            when l.case_id is not null then coalesce(l.attributes, map()::map(varchar, varchar))
            else map_concat(
                map_from_entries(
                    list_filter(
                        [
                            struct_pack(key := 'category', value := l.category),
                            struct_pack(key := 'due_at', value := l.due_at),
                            struct_pack(key := 'owner', value := l.owner),
                            struct_pack(key := 'product', value := l.product),
                            struct_pack(key := 'subcategory', value := l.subcategory),
                            struct_pack(key := 'team', value := l.team)
                        ],
                        lambda field: field.value is not null
                    )
                ),
                coalesce(l.attributes, map()::map(varchar, varchar))
            )
        end as attributes,
        l.retracts
    from lines as l
    where not exists (select 1 from taken_back as t where t.n = l.n)
),
entries_in_force as (
    select e.*
    from entries as e
    qualify row_number() over (partition by e.place order by e.n desc) = 1
),
happenings as (
    select
        coalesce(f.source, 'register') as source,
        f.case_id,
        f.event,
        f.happened_at,
        coalesce(f.at_last, f.happened_at) as happened_last,
        case when f.at_last is null then 'moment' else 'day' end as at_precision,
        f.expected_at,
        f.actor,
        f.role,
        f.auto,
        coalesce(f.evidence, 'event') as evidence,
        f.attributes,
        f.place
    from entries_in_force as f
    where not coalesce(f.retracts, false)
        and f.event not in ('received', 'erased')
    union all
    select
        'register' as source,
        f.case_id,
        'logged' as event,
        f.logged_at as happened_at,
        f.logged_at as happened_last,
        'moment' as at_precision,
        null as expected_at,
        f.actor,
        f.role,
        null as auto,
        'event' as evidence,
        map()::map(varchar, varchar) as attributes,
        f.place
    from entries_in_force as f
    where not coalesce(f.retracts, false)
        and f.event = 'received'
),
distinct_happenings as (
    select h.*
    from happenings as h
    qualify row_number() over (
        partition by
            h.source,
            h.case_id,
            h.event,
            h.happened_at,
            h.happened_last,
            h.expected_at,
            h.actor,
            h.role,
            h.auto,
            h.evidence,
            h.attributes
        order by h.place
    ) = 1
)
select
    d.source as source,
    d.case_id as case_id,
    d.event as event,
    d.happened_at as "at",
    d.happened_last as at_last,
    d.at_precision as at_precision,
    d.expected_at as expected_at,
    d.actor as actor,
    d.role as role,
    d.auto as auto,
    d.evidence as evidence,
    d.attributes as attributes,
    0::bigint as import,
    'register/log.jsonl' as file,
    d.place as row,
    1::integer as part
from distinct_happenings as d
order by d.case_id, d.happened_at, d.place, part
