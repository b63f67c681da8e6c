-- purpose: the names of the attributes that are handed out
-- params:  register_only boolean
-- reads:   cases, events
-- grain:   one row per name, for cases and for each event
-- columns: of varchar (case, or the event's name), name varchar
-- why:     a table needs its columns, and an object-centric log its types, before the first row
select distinct
    'case' as of,
    a.name
from (
    select unnest(map_keys(c.attributes)) as name
    from cases as c
    where not $register_only
        or c.source = 'register'
) as a
union
select distinct
    e.event as of,
    a.name
from events as e
left join lateral (select unnest(map_keys(e.attributes)) as name) as a
    on true
where not $register_only
    or e.import = 0
order by
    of,
    name nulls first
