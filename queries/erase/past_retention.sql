-- purpose: cases that were closed so long ago that their personal data are past their time
-- params:  closed_before timestamp, UTC
-- reads:   cases, events, lake_cases
-- grain:   one row per source and case, the register's own cases whether or not something is left to erase
-- columns: source, case_id varchar, closed_at timestamp (its last closing, withdrawal or merging)
--          customers varchar (a JSON list of the pseudonyms that go with it, by any import that tells of it)
-- why:     what was reopened since is not closed; an imported case of which everything was erased is not listed again.
--          A pseudonym goes when all cases that bear it are past their time, and then in all of them: as long as one is not, the others
--          must still count as that customer's (DECISIONS 195). What the register's log bears is never changed
with last_turn as (
    select
        e.source,
        e.case_id,
        max(e.at_last) as closed_at,
        arg_max(e.event, (e."at", e.import, e.file, e."row", e.part)) as event
    from events as e
    where e.event in ('closed', 'withdrawn', 'merged', 'reopened')
        and e.case_id is not null
    group by e.source, e.case_id
),
past as (
    select
        c.source,
        c.case_id,
        c.subject,
        c.description,
        c.attributes,
        l.closed_at
    from cases as c
    inner join last_turn as l
        on l.source = c.source
        and l.case_id = c.case_id
    where l.event <> 'reopened'
        and l.closed_at < $closed_before
),
known as (
    select distinct c.customer
    from cases as c
    left join past as p
        on p.source = c.source
        and p.case_id = c.case_id
    where c.customer is not null
        and (c.source = 'register' or p.case_id is null)
),
leaving as (
    select
        l.source,
        l.case_id,
        list(distinct l.customer order by l.customer) as customers
    from lake_cases as l
    inner join past as p
        on p.source = l.source
        and p.case_id = l.case_id
    left join known as k on k.customer = l.customer
    where l.customer is not null
        and k.customer is null
        and not starts_with(l.customer, 'erased-')
    group by l.source, l.case_id
)
select
    p.source,
    p.case_id,
    p.closed_at,
    cast(to_json(coalesce(v.customers, [])) as varchar) as customers
from past as p
left join leaving as v
    on v.source = p.source
    and v.case_id = p.case_id
where p.source = 'register'
    or v.case_id is not null
    or coalesce(p.subject, '[erased]') <> '[erased]'
    or coalesce(p.description, '[erased]') <> '[erased]'
    or len(list_filter(map_values(p.attributes), lambda value: value <> '[erased]' and not regexp_full_match(value, '\s*'))) > 0
order by p.closed_at, p.source, p.case_id
