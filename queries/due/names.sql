-- purpose: the names of teams, or of owners, most like the one that is asked for
-- params:  column_name varchar (team or owner), name varchar
-- reads:   cases, events
-- grain:   one row per name that a case or an action of the organisation has, at most ten
-- columns: name varchar, name_count bigint (how many there are in all)
-- why:     of a name that nobody has, an empty list would say that nothing is owed. The name itself comes first where there is one
with named as (
    select case when $column_name = 'team' then c.team else c.owner end as name
    from cases as c
    union
    select
        case
            when $column_name = 'team' then e.attributes['team']
            else coalesce(e.attributes['owner'], e.actor)
        end as name
    from events as e
    where e.case_id is null
        and e.event = 'action_opened'
)
select
    n.name,
    count(*) over () as name_count
from named as n
where n.name is not null
order by
    n.name = $name desc,
    jaro_winkler_similarity(lower(n.name), lower($name)) desc,
    n.name
limit 10
