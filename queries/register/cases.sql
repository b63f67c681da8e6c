-- purpose: the cases of the register, as every other source gives them
-- params:  log: varchar, path of log.jsonl; vault: varchar, path of vault.jsonl (both exist, either may be empty)
-- reads:   the two files
-- grain:   one row per case that was opened in the register and not retracted
-- columns: source, case_id, kind varchar
--          received_at, received_last timestamp (UTC; the same instant, or the last one of the day where only the day is known)
--          received_precision varchar (moment or day)
--          channel, category, subcategory, product, customer, team, owner, severity, region, outcome, subject, description varchar
--          due_at timestamp (UTC)
--          attributes map(varchar, varchar) (empty where there are none)
--          import bigint (always 0), file varchar, row bigint (n of the opening in the log)
-- why:     a correction stands in the place of the entry that it replaces; of several, the newest holds.
--          A correction that was taken back counts no more, and what it corrected counts again (DECISIONS 196).
--          A text that was erased stays marked as filled (DECISIONS 62).
--          A later entry of the case that carries one of its fields (an assignment its owner, a closing its outcome) sets that field.
with lines as (
    select *
    from read_json(
        $log,
        format = 'newline_delimited',
        hive_partitioning = false,
        columns = {
            'n': 'bigint', 'corrects': 'bigint', 'retracts': 'boolean', 'at': 'timestamp', 'at_last': 'timestamp',
            'source': 'varchar', 'case_id': 'varchar', 'event': 'varchar', 'kind': 'varchar', 'channel': 'varchar',
            'category': 'varchar', 'subcategory': 'varchar', 'product': 'varchar', 'customer': 'varchar', 'team': 'varchar',
            'owner': 'varchar', 'severity': 'varchar', 'region': 'varchar', 'outcome': 'varchar', 'due_at': 'timestamp',
            'attributes': 'map(varchar, varchar)', 'erases': 'map(varchar, varchar[])'
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
        l.source,
        l.case_id,
        l.event,
        l.kind,
        l.channel,
        l.category,
        l.subcategory,
        l.product,
        l.customer,
        l.team,
        l.owner,
        l.severity,
        l.region,
        l.outcome,
        l.due_at,
        l.attributes,
        l.erases,
        l.retracts
    from lines as l
    where not exists (select 1 from taken_back as t where t.n = l.n)
),
entries_in_force as (
    select e.*
    from entries as e
    qualify row_number() over (partition by e.place order by e.n desc) = 1
),
entries_of_cases as (
    select
        f.*,
        f.event = 'received' as is_opening
    from entries_in_force as f
    where not coalesce(f.retracts, false)
        and f.source is null
        and f.case_id is not null
),
fields as (
    select
        c.case_id,
        last(c.kind order by not c.is_opening, c.happened_at, c.place) filter (where c.kind is not null) as kind,
        last(c.channel order by not c.is_opening, c.happened_at, c.place) filter (where c.channel is not null) as channel,
        last(c.category order by not c.is_opening, c.happened_at, c.place) filter (where c.category is not null) as category,
        last(c.subcategory order by not c.is_opening, c.happened_at, c.place) filter (where c.subcategory is not null) as subcategory,
        last(c.product order by not c.is_opening, c.happened_at, c.place) filter (where c.product is not null) as product,
        last(c.team order by not c.is_opening, c.happened_at, c.place) filter (where c.team is not null) as team,
        last(c.owner order by not c.is_opening, c.happened_at, c.place) filter (where c.owner is not null) as owner,
        last(c.severity order by not c.is_opening, c.happened_at, c.place) filter (where c.severity is not null) as severity,
        last(c.region order by not c.is_opening, c.happened_at, c.place) filter (where c.region is not null) as region,
        last(c.outcome order by not c.is_opening, c.happened_at, c.place) filter (where c.outcome is not null) as outcome,
        last(c.due_at order by not c.is_opening, c.happened_at, c.place) filter (where c.due_at is not null) as due_at
    from entries_of_cases as c
    group by c.case_id
),
erased as (
    select unnest(map_entries(e.erases)) as erased
    from entries as e
    where e.erases is not null
),
kept_texts as (
    select
        v.n,
        v.content.subject as subject,
        v.content.description as description
    from read_json(
        $vault,
        format = 'newline_delimited',
        hive_partitioning = false,
        columns = {'n': 'bigint', 'content': 'struct(subject varchar, description varchar)'}
    ) as v
    union all
    -- What replaces an entry speaks in its place, and so does what was erased there.
    select
        f.n,
        case when list_contains(x.erased.value, 'subject') then '[erased]' end as subject,
        case when list_contains(x.erased.value, 'description') then '[erased]' end as description
    from erased as x
    inner join entries as e on e.n = x.erased.key::bigint
    inner join entries_in_force as f on f.place = e.place
),
texts as (
    select
        t.n,
        coalesce(any_value(t.subject) filter (where t.subject <> '[erased]'), any_value(t.subject)) as subject,
        coalesce(any_value(t.description) filter (where t.description <> '[erased]'), any_value(t.description)) as description
    from kept_texts as t
    group by t.n
)
select
    'register' as source,
    o.case_id as case_id,
    f.kind as kind,
    o.happened_at as received_at,
    coalesce(o.at_last, o.happened_at) as received_last,
    case when o.at_last is null then 'moment' else 'day' end as received_precision,
    f.channel as channel,
    f.category as category,
    f.subcategory as subcategory,
    f.product as product,
    o.customer as customer,
    f.team as team,
    f.owner as owner,
    f.severity as severity,
    f.region as region,
    f.outcome as outcome,
    t.subject as subject,
    t.description as description,
    f.due_at as due_at,
    coalesce(o.attributes, map()::map(varchar, varchar)) as attributes,
    0::bigint as import,
    'register/log.jsonl' as file,
    o.place as row
from entries_of_cases as o
inner join fields as f on f.case_id = o.case_id
left join texts as t on t.n = o.n
where o.is_opening
order by o.case_id, o.place
