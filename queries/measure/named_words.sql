-- purpose: the names of people and of things in the data, so that no phrase names a person
-- params:  none
-- reads:   cases, events
-- grain:   one row per is_person and name
-- columns: is_person boolean (an owner of a case or an actor of an event; else a category, product, team, channel, region or source);
--          name varchar
-- why:     a word that names a thing here may be shown although it is written like a name
with named as (
    select
        true as is_person,
        c.owner as name
    from cases as c
    union
    select
        true as is_person,
        e.actor as name
    from events as e
    union
    select
        false as is_person,
        unnest([c.category, c.subcategory, c.product, c.team, c.channel, c.region, c.source]) as name
    from cases as c
)

select
    n.is_person as is_person,
    n.name as name
from named as n
where n.name is not null
order by
    is_person,
    name
